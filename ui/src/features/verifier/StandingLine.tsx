import { Ban, CircleCheck, CircleDashed, CirclePause } from "lucide-react";

import type { EnforcementStanding } from "../../ipc/generated/EnforcementStanding";
import { standingWord } from "../../messages/verifierText";
import styles from "./StandingLine.module.css";

const icons = {
  off: CirclePause,
  starting: CircleDashed,
  ready: CircleCheck,
  stopping: CircleDashed,
  failed: Ban,
} satisfies Record<EnforcementStanding["state"], unknown>;

/** How it stands: an icon and a word. */
export function StandingLine({ standing: { state } }: { standing: EnforcementStanding }) {
  const Icon = icons[state];
  return (
    <p className={styles["line"]} data-state={state} role="status">
      <Icon size={16} strokeWidth={1.75} aria-hidden />
      {standingWord(state)}
    </p>
  );
}

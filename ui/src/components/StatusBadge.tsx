import { Ban, CircleCheck, CirclePause, CircleX, ClockAlert, Gauge, Trash2 } from "lucide-react";

import type { Status } from "../ipc/generated/Status";
import { statusWord } from "../messages/words";
import styles from "./StatusBadge.module.css";

const icons = {
  active: CircleCheck,
  expiring: ClockAlert,
  disabled: CirclePause,
  expired: CircleX,
  exhausted: Gauge,
  revoked: Ban,
  deleted: Trash2,
} satisfies Record<Status, unknown>;

/** Never by colour alone: an icon and the word. */
export function StatusBadge({ status }: { status: Status }) {
  const Icon = icons[status];
  return (
    <span className={styles["status"]} data-status={status}>
      <Icon size={14} strokeWidth={1.75} aria-hidden />
      <span className={styles["word"]}>{statusWord(status)}</span>
    </span>
  );
}

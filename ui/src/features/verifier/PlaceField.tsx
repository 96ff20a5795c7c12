import { t } from "@lingui/core/macro";
import { useState } from "react";

import { Button } from "../../components/Button";
import { isComposing } from "../../components/keys";
import { TextField } from "../../components/TextField";
import type { LocalPlaceProblem } from "../../ipc/generated/LocalPlaceProblem";
import { localPlaceProblemText } from "../../messages/verifierText";
import styles from "./PlaceField.module.css";

export interface PlaceFieldProps {
  place: string;
  /** What was wrong with what was typed last. */
  problem: LocalPlaceProblem | null;
  isPending: boolean;
  onSave: (typed: string) => void;
}

/** Where gateways reach the verifier. Changed by a button, not by leaving: calls are cut off by it. */
export function PlaceField({ place, problem, isPending, onSave }: PlaceFieldProps) {
  const [typed, setTyped] = useState(place);
  const [refused, setRefused] = useState<string | null>(null);
  const save = () => {
    if (typed === place) return;
    setRefused(typed);
    onSave(typed);
  };
  return (
    <div className={styles["place"]}>
      <span className={styles["label"]} aria-hidden>{t`Address`}</span>
      <div className={styles["field"]}>
        <TextField
          label={t`Address`}
          hideLabel
          mono
          value={typed}
          onChange={setTyped}
          onKeyDown={(event) => {
            if (event.key === "Enter" && !isComposing(event)) save();
          }}
          error={problem !== null && refused === typed ? localPlaceProblemText(problem) : null}
        />
      </div>
      {typed !== place && (
        <Button isPending={isPending} onPress={save}>
          {t`Change`}
        </Button>
      )}
    </div>
  );
}

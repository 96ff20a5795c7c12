import { t } from "@lingui/core/macro";
import type { ReactNode } from "react";

import type { LimitWindow } from "../../ipc/generated/LimitWindow";
import { limitWindowWord } from "../../messages/words";
import fieldStyles from "../field.module.css";
import { Select } from "../Select";
import { FieldRow } from "./FieldRow";
import { FixedValue } from "./FixedValue";
import styles from "./LimitField.module.css";

const windows: readonly LimitWindow[] = ["total", "minute", "hour", "day", "month"];

interface LimitFieldProps {
  readonly limit: string;
  readonly window: LimitWindow;
  readonly onLimit: (limit: string) => void;
  readonly onWindow: (window: LimitWindow) => void;
  /** In an Edit form of a token that was issued without a limit: that stays. */
  readonly isUnlimitedForGood?: boolean;
  readonly errors: readonly string[];
  readonly below?: ReactNode;
  readonly onLeave?: () => void;
}

/** How many requests the token may make, and in which time. */
export function LimitField(props: LimitFieldProps) {
  const label = t`Request limit`;
  if (props.isUnlimitedForGood) {
    return (
      <FieldRow field="requestLimit" label={label} isGroup errors={props.errors}>
        {() => <FixedValue why={t`Unlimited cannot be modified.`}>{t`Unlimited`}</FixedValue>}
      </FieldRow>
    );
  }
  return (
    <FieldRow
      field="requestLimit"
      label={label}
      errors={props.errors}
      below={props.below}
      hint={t`Blank or 0 = unlimited. Unlimited cannot be modified later.`}
      onLeave={props.onLeave}
    >
      {({ inputId, describedBy }) => (
        <div className={styles["pair"]}>
          <input
            id={inputId}
            className={`${fieldStyles["input"]} ${styles["number"]}`}
            inputMode="numeric"
            autoComplete="off"
            value={props.limit}
            aria-invalid={props.errors.length > 0}
            aria-describedby={describedBy}
            onChange={(event) => {
              props.onLimit(event.currentTarget.value);
            }}
          />
          <div className={styles["window"]}>
            <Select
              label={t`Counted`}
              hideLabel
              value={props.window}
              options={windows.map((value) => ({ value, label: limitWindowWord(value) }))}
              onChange={props.onWindow}
            />
          </div>
        </div>
      )}
    </FieldRow>
  );
}

import { t } from "@lingui/core/macro";

import type { RateWindow } from "../../ipc/generated/RateWindow";
import { rateWindowWord } from "../../messages/words";
import fieldStyles from "../field.module.css";
import { Select } from "../Select";
import { FieldRow } from "./FieldRow";
import styles from "./RateField.module.css";

const windows: readonly RateWindow[] = ["second", "minute", "hour"];

interface RateFieldProps {
  readonly rate: string;
  readonly window: RateWindow;
  readonly burst: string;
  readonly onChange: (change: { rate?: string; rateWindow?: RateWindow; burst?: string }) => void;
  readonly rateErrors: readonly string[];
  readonly burstErrors: readonly string[];
  readonly onLeave?: () => void;
}

/** How fast requests may follow each other: a rate in the long run, and how many may come at once. */
export function RateField(props: RateFieldProps) {
  const number = `${fieldStyles["input"]} ${styles["number"]}`;
  return (
    <FieldRow
      field="rate"
      label={t`Rate`}
      errors={[...props.rateErrors, ...props.burstErrors]}
      hint={t`Optional. At once: how many may come together after a pause; blank = as many as the rate.`}
      onLeave={props.onLeave}
    >
      {({ inputId, describedBy }) => (
        <div className={styles["line"]}>
          <input
            id={inputId}
            className={number}
            inputMode="numeric"
            autoComplete="off"
            value={props.rate}
            aria-invalid={props.rateErrors.length > 0}
            aria-describedby={describedBy}
            onChange={(event) => {
              props.onChange({ rate: event.currentTarget.value });
            }}
          />
          <div className={styles["window"]}>
            <Select
              label={t`Rate window`}
              hideLabel
              value={props.window}
              options={windows.map((value) => ({ value, label: rateWindowWord(value) }))}
              onChange={(rateWindow) => {
                props.onChange({ rateWindow });
              }}
            />
          </div>
          <label className={styles["burst"]} data-field="burst">
            <span>{t`at once`}</span>
            <input
              className={number}
              inputMode="numeric"
              autoComplete="off"
              value={props.burst}
              aria-invalid={props.burstErrors.length > 0}
              aria-describedby={describedBy}
              onChange={(event) => {
                props.onChange({ burst: event.currentTarget.value });
              }}
            />
          </label>
        </div>
      )}
    </FieldRow>
  );
}

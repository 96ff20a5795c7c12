import type { ReactNode } from "react";

import { useFormat } from "../../format/useFormat";
import type { Denomination } from "../../ipc/generated/Denomination";
import fieldStyles from "../field.module.css";
import styles from "./AmountRow.module.css";
import { FieldRow } from "./FieldRow";
import type { FieldErrors } from "./useFieldErrors";

const denominations: readonly Denomination[] = ["dollars", "credits", "units"];

interface AmountRowProps {
  readonly field: "quota" | "dailyQuota" | "monthlyQuota";
  readonly label: string;
  readonly value: string;
  /** As it is read; null: blank, or not readable. */
  readonly units: number | null;
  readonly denomination: Denomination;
  readonly errors: FieldErrors;
  readonly hint?: string;
  readonly beside: ReactNode;
  readonly onChange: (value: string) => void;
}

/** An amount as typed; below it the same in the two other denominations. */
export function AmountRow(props: AmountRowProps) {
  const { field, label, units, denomination, errors } = props;
  const format = useFormat();
  const others = denominations
    .filter((other) => units !== null && other !== denomination)
    .map((other) => format.amount(units ?? 0, other));
  const wrong = errors.at(field);
  return (
    <FieldRow
      field={field}
      label={label}
      errors={wrong}
      hint={
        <>
          {others.length > 0 && <span className={styles["same"]}>= {others.join(" = ")}</span>}
          {others.length > 0 && props.hint !== undefined && " · "}
          {props.hint}
        </>
      }
      onLeave={() => {
        errors.leave(field);
      }}
    >
      {({ inputId, describedBy }) => (
        <div className={styles["pair"]}>
          <input
            id={inputId}
            className={`${fieldStyles["input"]} ${styles["amount"]}`}
            inputMode="decimal"
            autoComplete="off"
            spellCheck={false}
            value={props.value}
            aria-invalid={wrong.length > 0}
            aria-describedby={describedBy}
            onChange={(event) => {
              props.onChange(event.currentTarget.value);
            }}
          />
          <div className={styles["beside"]}>{props.beside}</div>
        </div>
      )}
    </FieldRow>
  );
}

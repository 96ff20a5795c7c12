import fieldStyles from "../field.module.css";
import { FieldRow, type FieldRowProps } from "./FieldRow";

interface TextRowProps extends Omit<FieldRowProps, "children" | "isGroup"> {
  readonly errors: readonly string[];
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly autoFocus?: boolean;
}

/** A field of one line of text. */
export function TextRow({ value, onChange, autoFocus, ...row }: TextRowProps) {
  return (
    <FieldRow {...row}>
      {({ inputId, describedBy }) => (
        <input
          id={inputId}
          className={fieldStyles["input"]}
          value={value}
          aria-required={row.isRequired}
          aria-invalid={row.errors.length > 0}
          aria-describedby={describedBy}
          autoComplete="off"
          spellCheck={false}
          autoFocus={autoFocus}
          onChange={(event) => {
            onChange(event.currentTarget.value);
          }}
        />
      )}
    </FieldRow>
  );
}

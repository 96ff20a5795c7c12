import { t } from "@lingui/core/macro";

import fieldStyles from "../field.module.css";
import { RadioGroup } from "../RadioGroup";
import { FieldRow } from "./FieldRow";
import styles from "./ModelsRow.module.css";

interface ModelsRowProps {
  readonly isRestricted: boolean;
  /** Names as typed, separated by commas or blanks. */
  readonly names: string;
  readonly errors: readonly string[];
  readonly onRestrict: (isRestricted: boolean) => void;
  readonly onNames: (names: string) => void;
  readonly onLeave: () => void;
}

/** All models, or a list of names. */
export function ModelsRow({ isRestricted, names, errors, onRestrict, onNames, onLeave }: ModelsRowProps) {
  const label = t`Models`;
  return (
    <FieldRow
      field="models"
      label={label}
      isGroup
      errors={errors}
      hint={isRestricted ? t`Separate names by commas. A request that names no model is refused.` : undefined}
      onLeave={onLeave}
    >
      {({ describedBy }) => (
        <div className={styles["control"]}>
          <RadioGroup
            label={label}
            hideLabel
            look="segments"
            value={isRestricted ? "only" : "all"}
            choices={[
              { value: "all", label: t({ message: "All", context: "models" }) },
              { value: "only", label: t`Only these` },
            ]}
            onChange={(choice) => {
              onRestrict(choice === "only");
            }}
          />
          {isRestricted && (
            <input
              className={`${fieldStyles["input"]} ${fieldStyles["mono"]}`}
              aria-label={t`Names of models`}
              placeholder={t`gpt-4o, gpt-4o-mini`}
              value={names}
              aria-invalid={errors.length > 0}
              aria-describedby={describedBy}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => {
                onNames(event.currentTarget.value);
              }}
            />
          )}
        </div>
      )}
    </FieldRow>
  );
}

import { plural, t } from "@lingui/core/macro";

import type { ExpiryDraft } from "../../ipc/generated/ExpiryDraft";
import { type Choice, RadioGroup } from "../RadioGroup";
import { ExactMoment } from "./ExactMoment";
import { ExpiryDatePicker } from "./ExpiryDatePicker";
import { choiceOf, choose, type ExpiryChoice, presetDays } from "./expiryChoice";
import { FieldRow } from "./FieldRow";

interface ExpiryFieldProps {
  readonly value: ExpiryDraft;
  readonly onChange: (value: ExpiryDraft) => void;
  /** The moment that Rust reads in the value, Unix ms; null: never or not readable. */
  readonly expiresMs: number | null;
  /** In an Edit form: the moment that "as it is" keeps. */
  readonly unchangedMs?: number | null;
  readonly errors: readonly string[];
  readonly onLeave?: () => void;
}

/** When the token ends: never, so many days ahead, at a day's end or at a moment. */
export function ExpiryField(props: ExpiryFieldProps) {
  const { value, onChange, unchangedMs } = props;
  const label = t`Expiration date`;
  const choices: Choice<ExpiryChoice>[] = [
    { value: "never", label: t`Indefinite` },
    ...presetDays.map((days): Choice<ExpiryChoice> => ({
      value: `in_${days}`,
      label: plural(days, { one: "# day", other: "# days" }),
    })),
    { value: "day", label: t`Date` },
    { value: "moment", label: t`Date and time` },
  ];
  if (unchangedMs != null) choices.unshift({ value: "unchanged", label: t`As it is` });
  const isPicked = value.kind === "day" || value.kind === "moment";

  return (
    <FieldRow field="expiry" label={label} isGroup errors={props.errors} onLeave={props.onLeave}>
      {() => (
        <>
          <RadioGroup
            label={label}
            hideLabel
            look="segments"
            value={choiceOf(value)}
            choices={choices}
            onChange={(choice) => {
              onChange(choose(choice, value));
            }}
          />
          {isPicked && (
            <ExpiryDatePicker
              label={label}
              value={value}
              onChange={onChange}
              isInvalid={props.errors.length > 0}
            />
          )}
          {props.expiresMs !== null && props.errors.length === 0 && <ExactMoment ms={props.expiresMs} />}
        </>
      )}
    </FieldRow>
  );
}

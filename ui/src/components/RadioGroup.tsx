import type { ReactNode } from "react";
import { RadioButton, RadioField, RadioGroup as AriaRadioGroup, Text } from "react-aria-components";

import { FieldError } from "./FieldError";
import { FieldLabel } from "./TextField";
import fieldStyles from "./field.module.css";
import styles from "./RadioGroup.module.css";

export interface Choice<V extends string> {
  value: V;
  label: string;
  description?: string;
  icon?: ReactNode;
}

export interface RadioGroupProps<V extends string> {
  label: string;
  hideLabel?: boolean;
  value: V;
  choices: Choice<V>[];
  onChange: (value: V) => void;
  /** `segments`: side by side in one frame; `list`: under each other, with descriptions. */
  look?: "segments" | "list";
  description?: ReactNode;
  error?: string | null;
  isDisabled?: boolean;
}

export function RadioGroup<V extends string>(props: RadioGroupProps<V>) {
  const look = props.look ?? "list";
  return (
    <AriaRadioGroup
      className={fieldStyles["field"] ?? ""}
      orientation={look === "segments" ? "horizontal" : "vertical"}
      value={props.value}
      onChange={(value) => {
        const chosen = props.choices.find((choice) => choice.value === value);
        if (chosen) props.onChange(chosen.value);
      }}
      isInvalid={Boolean(props.error)}
      isDisabled={props.isDisabled}
      aria-label={props.hideLabel ? props.label : undefined}
    >
      {!props.hideLabel && <FieldLabel>{props.label}</FieldLabel>}
      <div className={styles[look]}>
        {props.choices.map((choice) => (
          <RadioField key={choice.value} value={choice.value} className={styles["field"] ?? ""}>
            <RadioButton className={(look === "segments" ? styles["segment"] : styles["radio"]) ?? ""}>
              {look === "list" && <span className={styles["dot"]} aria-hidden />}
              {choice.icon}
              <span>{choice.label}</span>
            </RadioButton>
            {choice.description && (
              <Text slot="description" className={styles["description"]}>
                {choice.description}
              </Text>
            )}
          </RadioField>
        ))}
      </div>
      {props.description != null && (
        <Text slot="description" className={fieldStyles["description"]}>
          {props.description}
        </Text>
      )}
      {props.error && (
        <Text slot="errorMessage">
          <FieldError>{props.error}</FieldError>
        </Text>
      )}
    </AriaRadioGroup>
  );
}

import { t } from "@lingui/core/macro";
import type { KeyboardEventHandler, ReactNode, Ref } from "react";
import { Input, Label, Text, TextArea, TextField as AriaTextField } from "react-aria-components";

import { FieldError } from "./FieldError";
import styles from "./field.module.css";

export interface TextFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  onBlur?: () => void;
  onKeyDown?: KeyboardEventHandler<HTMLElement>;
  description?: ReactNode;
  /** Marks the field as wrong and says why. */
  error?: string | null;
  warning?: string | null;
  isRequired?: boolean;
  isReadOnly?: boolean;
  isDisabled?: boolean;
  autoFocus?: boolean;
  multiline?: boolean;
  rows?: number;
  type?: "text" | "password";
  inputMode?: "text" | "numeric";
  placeholder?: string;
  mono?: boolean;
  /** The label is read aloud but not shown. */
  hideLabel?: boolean;
  autoComplete?: string;
  inputRef?: Ref<HTMLInputElement & HTMLTextAreaElement>;
}

/** One line (or several) of text with its label, help and error. What was typed is never altered. */
export function TextField({
  label,
  value,
  onChange,
  onBlur,
  onKeyDown,
  description,
  error,
  warning,
  isRequired,
  isReadOnly,
  isDisabled,
  autoFocus,
  multiline,
  rows = 3,
  type = "text",
  inputMode,
  placeholder,
  mono,
  hideLabel,
  autoComplete = "off",
  inputRef,
}: TextFieldProps) {
  const inputProps = {
    ref: inputRef,
    placeholder,
    className: `${styles["input"]} ${mono ? styles["mono"] : ""}`,
    onKeyDown,
    spellCheck: false,
  };
  return (
    <AriaTextField
      className={styles["field"] ?? ""}
      value={value}
      onChange={onChange}
      onBlur={onBlur}
      isInvalid={Boolean(error)}
      isReadOnly={isReadOnly}
      isDisabled={isDisabled}
      autoFocus={autoFocus}
      type={type}
      inputMode={inputMode}
      autoComplete={autoComplete}
      validationBehavior="aria"
      aria-label={hideLabel ? label : undefined}
      aria-required={isRequired || undefined}
    >
      {!hideLabel && <FieldLabel isRequired={isRequired}>{label}</FieldLabel>}
      {multiline ? <TextArea {...inputProps} rows={rows} /> : <Input {...inputProps} />}
      {description != null && (
        <Text slot="description" className={styles["description"]}>
          {description}
        </Text>
      )}
      {(error || warning) && (
        <Text slot="errorMessage">
          <FieldError tone={error ? "error" : "warning"}>{error ?? warning}</FieldError>
        </Text>
      )}
    </AriaTextField>
  );
}

/** The label of a React Aria field, with the star of a required one. */
export function FieldLabel({ children, isRequired }: { children: ReactNode; isRequired?: boolean }) {
  return (
    <Label className={styles["label"]}>
      {children}
      {isRequired && (
        <span className={styles["required"]} title={t`Required`} aria-hidden>
          *
        </span>
      )}
    </Label>
  );
}

import { TextField, type TextFieldProps } from "./TextField";

/** A number as typed: Rust reads it and says what is wrong, so wrong text stays as it is. */
export function NumberTextField(props: Omit<TextFieldProps, "inputMode" | "multiline" | "type">) {
  return <TextField {...props} inputMode="numeric" />;
}

import type { Field } from "../../ipc/generated/Field";
import type { FieldError } from "../../ipc/generated/FieldError";

/** The order in which a form shows its fields; the first wrong one gets the focus. */
const order: readonly Field[] = [
  "name",
  "description",
  "expiry",
  "allowIps",
  "blockIps",
  "requestLimit",
  "scopes",
];

/** What can take the focus in a row, the wrong part before the rest. */
const targets = [
  "[role=row][data-tone=error]",
  "[role=spinbutton]",
  "[data-scope] input[type=checkbox]",
  "input[type=radio]:checked",
  "input:not([type=hidden], [tabindex='-1'])",
  "button",
];

/** Puts the focus on the first field, in the order of the form, that has an error. */
export function focusFirstError(form: HTMLElement | null, errors: readonly FieldError[]): void {
  const first = order.find((field) => errors.some((error) => error.field === field));
  const row = form?.querySelector<HTMLElement>(`[data-field="${first ?? ""}"]`);
  for (const target of targets) {
    const found = row?.querySelector<HTMLElement>(target);
    if (found) {
      found.focus();
      row?.scrollIntoView({ block: "nearest" });
      return;
    }
  }
}

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
  "rate",
  "burst",
  "scopes",
  "quota",
  "dailyQuota",
  "monthlyQuota",
  "models",
  "group",
];

/** What takes the focus in a row: the first of these that is there. */
const targets = [
  "[role=spinbutton]",
  "[data-scope] input[type=checkbox]",
  "input[type=radio]:checked",
  "input:not([type=hidden], [tabindex='-1'])",
  "button",
];

/** Puts the focus on the first field, in the order of the form, that has an error; in a list on the wrong entry. */
export function focusFirstError(form: HTMLElement | null, errors: readonly FieldError[]): void {
  const field = order.find((one) => errors.some((error) => error.field === one));
  const row = form?.querySelector<HTMLElement>(`[data-field="${field ?? ""}"]`);
  const index = errors.find((error) => error.field === field)?.index ?? null;
  const entry = index === null ? undefined : row?.querySelectorAll<HTMLElement>("[role=row]")[index];
  const found = entry ?? targets.map((target) => row?.querySelector<HTMLElement>(target)).find(Boolean);
  found?.focus();
  row?.scrollIntoView({ block: "nearest" });
}

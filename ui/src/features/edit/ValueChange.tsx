import { plural, t } from "@lingui/core/macro";
import { ArrowRight, Minus, Plus } from "lucide-react";

import { namesText } from "../../components/fields/tokenSummary";
import { useFormat } from "../../format/useFormat";
import type { Format } from "../../format/format";
import type { EditField, EditValues } from "./editValues";
import styles from "./ValueChange.module.css";

/** So many entries of a list are shown; after them a count says more. */
const entriesShown = 6;

interface ValueChangeProps {
  readonly field: EditField;
  readonly before: EditValues;
  readonly after: EditValues;
}

/** How one field changes: of a list what comes and goes, of a value before and after. */
export function ValueChange({ field, before, after }: ValueChangeProps) {
  const format = useFormat();
  if (field === "allowIps" || field === "blockIps" || field === "scopes") {
    return <ListChange before={before[field]} after={after[field]} />;
  }
  return (
    <span className={styles["values"]}>
      <span className={styles["before"]}>{valueText(field, before, format)}</span>
      <ArrowRight size={14} strokeWidth={1.75} aria-label={t`becomes`} />
      <span>{valueText(field, after, format)}</span>
    </span>
  );
}

function ListChange({ before, after }: { before: readonly string[]; after: readonly string[] }) {
  const changes = [
    ...after.filter((entry) => !before.includes(entry)).map((entry) => ({ entry, isNew: true })),
    ...before.filter((entry) => !after.includes(entry)).map((entry) => ({ entry, isNew: false })),
  ];
  const rest = changes.length - entriesShown;
  return (
    <ul className={styles["entries"]}>
      {changes.slice(0, entriesShown).map(({ entry, isNew }) => (
        <li key={entry} className={styles["entry"]} data-change={isNew ? "added" : "removed"}>
          {isNew ? (
            <Plus size={14} strokeWidth={1.75} aria-label={t`added`} />
          ) : (
            <Minus size={14} strokeWidth={1.75} aria-label={t`removed`} />
          )}
          <code>{entry}</code>
        </li>
      ))}
      {rest > 0 && <li>{plural(rest, { one: "and # more", other: "and # more" })}</li>}
    </ul>
  );
}

function valueText(
  field: Exclude<EditField, "allowIps" | "blockIps" | "scopes">,
  values: EditValues,
  format: Format,
): string {
  switch (field) {
    case "description":
      return values.description === "" ? t`(empty)` : values.description;
    case "expiry":
      return values.expiry === null ? t`Indefinite` : format.moment(values.expiry);
    case "requestLimit":
      return format.limit(values.requestLimit);
    case "rate":
      return format.rate(values.rate);
    case "quota":
    case "dailyQuota":
    case "monthlyQuota": {
      const units = values[field];
      return units === null ? t`Unlimited` : format.amount(units, "dollars");
    }
    case "models":
      return values.models === null
        ? t({ message: "All", context: "models" })
        : namesText(values.models, format);
    case "group":
      return values.group;
  }
}

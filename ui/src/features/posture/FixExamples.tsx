import { plural, t } from "@lingui/core/macro";
import { ArrowRight } from "lucide-react";

import { useFormat } from "../../format/useFormat";
import type { RemedyExample } from "../../ipc/generated/RemedyExample";
import { changeValue } from "../../messages/changeValue";
import { fieldName } from "../../messages/fieldName";
import styles from "./FixDialog.module.css";

/** The first tokens that change, each before and after. */
export function FixExamples({ examples, rest }: { examples: readonly RemedyExample[]; rest: number }) {
  const format = useFormat();
  const count = format.count(rest);
  if (examples.length === 0) return null;
  return (
    <ul className={styles["examples"]}>
      {examples.map(({ id, name, changes }) => (
        <li key={id} className={styles["example"]}>
          <span className={styles["name"]}>{name}</span>
          {changes.map(({ field, before, after }) => (
            <span key={field} className={styles["change"]}>
              <span className={styles["muted"]}>{fieldName(field)}</span>
              <span className={styles["muted"]}>{changeValue(field, before, format)}</span>
              <ArrowRight size={14} strokeWidth={1.75} aria-label={t`becomes`} />
              <span>{changeValue(field, after, format)}</span>
            </span>
          ))}
        </li>
      ))}
      {rest > 0 && (
        <li className={styles["muted"]}>
          {plural(rest, { one: `and ${count} more`, other: `and ${count} more` })}
        </li>
      )}
    </ul>
  );
}

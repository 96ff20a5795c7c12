import { t } from "@lingui/core/macro";

import type { Format } from "../../format/format";
import { useFormat } from "../../format/useFormat";
import type { FieldChange } from "../../ipc/generated/FieldChange";
import type { HistoryEntry } from "../../ipc/generated/HistoryEntry";
import { changeValue } from "../../messages/changeValue";
import { fieldName } from "../../messages/fieldName";
import { actionWord } from "../../messages/words";
import styles from "./History.module.css";

/** Who did what, when, and what it was before; newest first. */
export function History({ entries }: { entries: HistoryEntry[] }) {
  const format = useFormat();
  return (
    <section className={styles["history"]} aria-label={t`History`}>
      <h3 className={styles["title"]}>{t`History`}</h3>
      <ol className={styles["entries"]}>
        {entries.map((entry, index) => (
          // Entries are never reordered; the newest comes first.
          <li key={`${entry.atMs}-${entries.length - index}`} className={styles["entry"]}>
            <p className={styles["head"]}>
              <span className={styles["action"]}>{actionWord(entry.action)}</span>
              <span className={styles["muted"]} title={format.exactMoment(entry.atMs)}>
                {format.moment(entry.atMs)} · {entry.actor}
              </span>
            </p>
            {entry.action !== "issued" &&
              entry.changes.map((change) => <Changed key={change.field} change={change} format={format} />)}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Changed({ change, format }: { change: FieldChange; format: Format }) {
  const before = changeValue(change.field, change.before, format);
  const after = changeValue(change.field, change.after, format);
  return (
    <dl className={styles["change"]}>
      <dt>{fieldName(change.field)}</dt>
      <dd>
        {change.before !== null && (
          <>
            <del className={styles["before"]}>{before}</del>
            <span aria-label={t`became`} role="img" className={styles["arrow"]}>
              →
            </span>
          </>
        )}
        <ins className={styles["after"]}>{after}</ins>
      </dd>
    </dl>
  );
}

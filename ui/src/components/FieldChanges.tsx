import { t } from "@lingui/core/macro";

import { useFormat } from "../format/useFormat";
import type { FieldChange } from "../ipc/generated/FieldChange";
import { changeValue } from "../messages/changeValue";
import { fieldName } from "../messages/fieldName";
import styles from "./FieldChanges.module.css";

/** What changed, field by field: before → after. */
export function FieldChanges({ changes }: { changes: FieldChange[] }) {
  const format = useFormat();
  return (
    <dl className={styles["changes"]}>
      {changes.map(({ field, before, after }) => (
        <div key={field} className={styles["change"]}>
          <dt>{fieldName(field)}</dt>
          <dd>
            {before !== null && (
              <>
                <del className={styles["before"]}>{changeValue(field, before, format)}</del>
                <span aria-label={t`became`} role="img" className={styles["arrow"]}>
                  →
                </span>
              </>
            )}
            <ins className={styles["after"]}>{changeValue(field, after, format)}</ins>
          </dd>
        </div>
      ))}
    </dl>
  );
}

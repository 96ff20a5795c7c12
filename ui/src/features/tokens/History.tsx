import { t } from "@lingui/core/macro";

import { Button } from "../../components/Button";
import { FieldChanges } from "../../components/FieldChanges";
import { useFormat } from "../../format/useFormat";
import type { HistoryEntry } from "../../ipc/generated/HistoryEntry";
import { actionWord } from "../../messages/words";
import styles from "./History.module.css";

/** Who did what, when, and what it was before; newest first. */
export function History({ entries, onAudit }: { entries: HistoryEntry[]; onAudit: () => void }) {
  const format = useFormat();
  return (
    <section className={styles["history"]} aria-label={t`History`}>
      <div className={styles["heading"]}>
        <h3 className={styles["title"]}>{t`History`}</h3>
        <Button size="small" variant="quiet" onPress={onAudit}>
          {t`Show in the audit log`}
        </Button>
      </div>
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
            {entry.action !== "issued" && <FieldChanges changes={entry.changes} />}
          </li>
        ))}
      </ol>
    </section>
  );
}

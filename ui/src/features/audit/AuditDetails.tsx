import { t } from "@lingui/core/macro";

import { Button } from "../../components/Button";
import { FieldChanges } from "../../components/FieldChanges";
import { SidePanel } from "../../components/SidePanel";
import { useFormat } from "../../format/useFormat";
import type { AuditEntry } from "../../ipc/generated/AuditEntry";
import { actorText, subjectText } from "../../messages/auditText";
import { actionWord } from "../../messages/words";
import styles from "./AuditDetails.module.css";

interface AuditDetailsProps {
  readonly entry: AuditEntry;
  readonly onClose: () => void;
  /** Only what was done to this token. */
  readonly onToken: (id: number) => void;
  readonly onOpenToken: (id: number) => void;
}

/** All of one entry. */
export function AuditDetails({ entry, onClose, onToken, onOpenToken }: AuditDetailsProps) {
  const format = useFormat();
  const { name, place } = actorText(entry.actor);
  const { token } = entry;
  const number = format.count(entry.number);
  return (
    <SidePanel id={entry.number} title={actionWord(entry.action)} size="narrow" onClose={onClose}>
      <dl className={styles["fields"]}>
        <dt>{t`Subject`}</dt>
        <dd>{subjectText(entry)}</dd>
        <dt>{t`When`}</dt>
        <dd title={format.utcMoment(entry.atMs)}>{format.exactMoment(entry.atMs)}</dd>
        <dt>{t`Who`}</dt>
        <dd>{name}</dd>
        <dt>{t`From where`}</dt>
        <dd>
          {place}
          {entry.address !== null && ` · ${entry.address}`}
        </dd>
      </dl>
      {token !== null && (
        <div className={styles["actions"]}>
          {entry.action !== "purged" && (
            <Button
              size="small"
              onPress={() => {
                onOpenToken(token);
              }}
            >
              {t`Open token`}
            </Button>
          )}
          <Button
            size="small"
            onPress={() => {
              onToken(token);
            }}
          >
            {t`Only this token`}
          </Button>
        </div>
      )}
      {entry.changes.length > 0 && (
        <section className={styles["section"]} aria-label={t`Changes`}>
          <h3 className={styles["heading"]}>{t`Changes`}</h3>
          <FieldChanges changes={entry.changes} />
        </section>
      )}
      <section className={styles["section"]} aria-label={t`Entry`}>
        <h3 className={styles["heading"]}>{t`Entry ${number}`}</h3>
        <code className={styles["hash"]}>{entry.hash}</code>
      </section>
    </SidePanel>
  );
}

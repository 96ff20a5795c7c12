import { t } from "@lingui/core/macro";

import { useFormat } from "../format/useFormat";
import type { Backup } from "../ipc/generated/Backup";
import { backupKindWord } from "../messages/backupText";
import { Button } from "./Button";
import styles from "./BackupList.module.css";

interface BackupListProps {
  readonly backups: readonly Backup[];
  readonly isDisabled: boolean;
  readonly onRestore: (name: string) => void;
}

/** Backups to be restored, newest first. */
export function BackupList({ backups, isDisabled, onRestore }: BackupListProps) {
  const format = useFormat();
  return (
    /* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it */
    <ul className={styles["backups"]} tabIndex={0} aria-label={t`Backups`}>
      {backups.map(({ name, kind, madeMs, size }) => {
        const made = format.moment(madeMs);
        return (
          <li key={name} className={styles["backup"]} title={name}>
            <span className={styles["made"]}>{made}</span>
            <span className={styles["kind"]}>{backupKindWord(kind)}</span>
            <span className={styles["size"]}>{format.size(size)}</span>
            <Button
              size="small"
              isDisabled={isDisabled}
              onPress={() => {
                onRestore(name);
              }}
              aria-label={t`Restore the backup of ${made}`}
            >
              {t`Restore…`}
            </Button>
          </li>
        );
      })}
    </ul>
  );
}

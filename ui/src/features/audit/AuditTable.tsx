import { t } from "@lingui/core/macro";
import type { KeyboardEvent, ReactNode } from "react";

import tableStyles from "../../components/table.module.css";
import { useFormat } from "../../format/useFormat";
import type { AuditEntry } from "../../ipc/generated/AuditEntry";
import { actorText, subjectText } from "../../messages/auditText";
import { actionWord } from "../../messages/words";
import styles from "./AuditPage.module.css";

interface AuditTableProps {
  readonly entries: readonly AuditEntry[];
  readonly openNumber: number | null;
  readonly onOpen: (number: number) => void;
  /** What stands under the last row. */
  readonly more: ReactNode;
}

/** The entries, newest first. One Tab stop; arrows move. */
export function AuditTable({ entries, openNumber, onOpen, more }: AuditTableProps) {
  const format = useFormat();
  const isOpenHere = entries.some((entry) => entry.number === openNumber);
  return (
    <div className={tableStyles["scroll"]}>
      <table className={`${tableStyles["table"]} ${styles["entries"]}`}>
        <thead>
          <tr>
            <th scope="col">{t`When`}</th>
            <th scope="col">{t`What`}</th>
            <th scope="col">{t`Subject`}</th>
            <th scope="col">{t`Who`}</th>
            <th scope="col">{t`From where`}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry, index) => {
            const { name, place } = actorText(entry.actor);
            const isOpen = entry.number === openNumber;
            const hasTabStop = isOpenHere ? isOpen : index === 0;
            return (
              <tr
                key={entry.number}
                data-open={isOpen || undefined}
                onClick={() => {
                  onOpen(entry.number);
                }}
              >
                <td className={styles["when"]} title={format.exactMoment(entry.atMs)}>
                  {format.moment(entry.atMs)}
                </td>
                <td>
                  <button
                    type="button"
                    className={styles["what"]}
                    aria-pressed={isOpen}
                    tabIndex={hasTabStop ? 0 : -1}
                    onKeyDown={moveByArrows}
                  >
                    {actionWord(entry.action)}
                  </button>
                </td>
                <td className={styles["subject"]} title={subjectText(entry)}>
                  {subjectText(entry)}
                </td>
                <td className={styles["name"]} title={entry.actor}>
                  {name}
                </td>
                <td className={styles["muted"]}>
                  {place}
                  {entry.address !== null && ` · ${entry.address}`}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <div className={styles["more"]}>{more}</div>
    </div>
  );
}

/** Up and down, to the first and to the last row that is there. */
function moveByArrows(event: KeyboardEvent<HTMLButtonElement>) {
  const rows = event.currentTarget.closest("tbody");
  const buttons = [...(rows?.querySelectorAll("button") ?? [])];
  const at = buttons.indexOf(event.currentTarget);
  const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  buttons[Math.min(Math.max(to, 0), buttons.length - 1)]?.focus();
}

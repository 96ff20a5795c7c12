import { t } from "@lingui/core/macro";

import { Dialog } from "../components/Dialog";
import { Kbd } from "../components/Kbd";
import styles from "./HelpSheet.module.css";

/** Every shortcut, by where it works. */
export function HelpSheet({ onClose }: { onClose: () => void }) {
  const groups: { title: string; rows: [keys: string[], what: string][] }[] = [
    {
      title: t`Everywhere`,
      rows: [
        [["Ctrl+N"], t`Issue a token`],
        [["Ctrl+K"], t`Find a command or a token`],
        [["Ctrl+L"], t`Lock the vault`],
        [["?"], t`Show this list`],
      ],
    },
    {
      title: t`In the list`,
      rows: [
        [["/"], t`Search`],
        [["↑", "↓", "PgUp", "PgDn", "Home", "End"], t`Move`],
        [["Enter"], t`Details`],
        [["C"], t`Copy key`],
        [["E"], t`Edit`],
        [["R"], t`Rotate key`],
        [["Del"], t`Delete`],
        [["Ctrl+Z"], t`Undo`],
        [["Space"], t`Select`],
        [["Shift+↑", "Shift+↓"], t`Select several`],
        [["Ctrl+A"], t`Select all`],
        [["Shift+F10"], t`More actions`],
        [["Esc"], t`Clear selection, close details`],
      ],
    },
    { title: t`In a form`, rows: [[["Ctrl+Enter"], t`Save`]] },
  ];
  return (
    <Dialog title={t`Shortcuts`} isText onClose={onClose}>
      <div className={styles["groups"]}>
        {groups.map(({ title, rows }) => (
          <section key={title}>
            <h3 className={styles["title"]}>{title}</h3>
            <dl className={styles["rows"]}>
              {rows.map(([keys, what]) => (
                <div key={what} className={styles["row"]}>
                  <dt>{what}</dt>
                  <dd>
                    {keys.map((one) => (
                      <Kbd key={one} keys={one} />
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

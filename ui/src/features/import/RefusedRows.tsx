import { t } from "@lingui/core/macro";

import { useFormat } from "../../format/useFormat";
import type { RefusedRow } from "../../ipc/generated/RefusedRow";
import { rowProblemText } from "../../messages/tokenFileText";
import tableStyles from "../../components/table.module.css";
import styles from "./ImportDialog.module.css";

interface RefusedRowsProps {
  readonly rows: readonly RefusedRow[];
  /** With those that are not listed. */
  readonly total: number;
}

/** The rows that are wrong, and why. */
export function RefusedRows({ rows, total }: RefusedRowsProps) {
  const format = useFormat();
  const more = format.count(total - rows.length);
  if (rows.length === 0) return null;
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
    <div className={tableStyles["box"]} tabIndex={0} role="group" aria-label={t`Rows that are wrong`}>
      <table className={`${tableStyles["boxed"]} ${styles["wrong"]}`}>
        <thead>
          <tr>
            <th scope="col">{t`Row`}</th>
            <th scope="col">{t`Name`}</th>
            <th scope="col">{t`What is wrong`}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ row, line, name, problems }) => (
            <tr key={row}>
              <td className={styles["number"]}>{placeText(format.count(row), line)}</td>
              <td>{name}</td>
              <td>
                {problems.map((problem, index) => (
                  <p key={index}>{rowProblemText(problem, format)}</p>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {total > rows.length && <p className={tableStyles["more"]}>{t`and ${more} more`}</p>}
    </div>
  );
}

function placeText(row: string, line: number | null): string {
  return line === null ? row : t`${row} (line ${line})`;
}

import { plural, t } from "@lingui/core/macro";

import { useFormat } from "../../format/useFormat";
import type { ImportCounts } from "../../ipc/generated/ImportCounts";
import type { ImportedRow } from "../../ipc/generated/ImportedRow";
import type { ImportPreview as Preview } from "../../ipc/generated/ImportPreview";
import type { RowOutcome } from "../../ipc/generated/RowOutcome";
import { RefusedRows } from "./RefusedRows";
import tableStyles from "../../components/table.module.css";
import styles from "./ImportDialog.module.css";

/** What importing the file would do, row by row. */
export function ImportPreview({ preview }: { preview: Preview }) {
  const format = useFormat();
  const { counts, sameName, first, refused, foreign } = preview;
  const parts = countTexts(counts).flatMap(([count, text]) => (count > 0 ? [text(format.count(count))] : []));
  const rest = counts.issued + counts.adopted + counts.alreadyThere - first.length;
  const more = format.count(rest);
  const names = format.list(foreign);
  return (
    <>
      <p className={styles["counts"]} role="status">
        {format.sentences(parts)}
      </p>
      <RefusedRows rows={refused} total={counts.refused} />
      {first.length > 0 && (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
        <div className={tableStyles["box"]} tabIndex={0} role="group" aria-label={t`Rows that are right`}>
          <table className={tableStyles["boxed"]}>
            <thead>
              <tr>
                <th scope="col">{t`Row`}</th>
                <th scope="col">{t`Name`}</th>
                <th scope="col">{t`Becomes`}</th>
                <th scope="col">{t`Range`}</th>
                <th scope="col">{t`Expires`}</th>
              </tr>
            </thead>
            <tbody>
              {first.map((row) => (
                <Row key={row.row} row={row} />
              ))}
            </tbody>
          </table>
          {rest > 0 && <p className={tableStyles["more"]}>{t`and ${more} more`}</p>}
        </div>
      )}
      {sameName > 0 && (
        <p className={styles["muted"]}>
          {plural(sameName, {
            one: "# row has the name of another token or of an earlier row.",
            other: "# rows have the name of another token or of an earlier row.",
          })}
        </p>
      )}
      {foreign.length > 0 && (
        <p className={styles["muted"]}>{t`Columns that mean nothing here and are not read: ${names}`}</p>
      )}
    </>
  );
}

function Row({ row: { row, name, becomes, scopes, expiresMs } }: { row: ImportedRow }) {
  const format = useFormat();
  return (
    <tr>
      <td className={styles["number"]}>{format.count(row)}</td>
      <td>{name}</td>
      <td>{outcomeWord(becomes)}</td>
      <td>{scopes.join(", ")}</td>
      <td>{expiresMs === null ? t`Indefinite` : format.moment(expiresMs)}</td>
    </tr>
  );
}

function countTexts(counts: ImportCounts): [number, (count: string) => string][] {
  return [
    [counts.issued, (count) => t`With new keys: ${count}.`],
    [counts.adopted, (count) => t`With their own keys: ${count}.`],
    [counts.alreadyThere, (there) => t`Already there: ${there}.`],
    [counts.refused, (count) => t`Wrong: ${count}.`],
  ];
}

function outcomeWord(outcome: RowOutcome): string {
  switch (outcome) {
    case "issued":
      return t`New key`;
    case "adopted":
      return t`Its own key`;
    case "already_there":
      return t`Already there`;
  }
}

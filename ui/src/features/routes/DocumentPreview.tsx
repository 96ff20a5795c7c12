import { t } from "@lingui/core/macro";

import { useFormat } from "../../format/useFormat";
import type { ChangeCounts } from "../../ipc/generated/ChangeCounts";
import type { DocumentChange } from "../../ipc/generated/DocumentChange";
import type { DocumentPreview as Preview } from "../../ipc/generated/DocumentPreview";
import type { RouteChange } from "../../ipc/generated/RouteChange";
import { documentNoteText } from "../../messages/documentText";
import tableStyles from "../../components/table.module.css";
import styles from "./ImportDialog.module.css";

/** What importing the document adds, changes and takes away. */
export function DocumentPreview({ preview }: { preview: Preview }) {
  const format = useFormat();
  const { counts, scopes, routes, notes } = preview;
  const parts = countTexts(counts).flatMap(([count, text]) => (count > 0 ? [text(format.count(count))] : []));
  const listed = scopes.length + routes.length;
  const unlisted = Object.values(counts).reduce((sum, count) => sum + count, 0) - listed;
  const more = format.count(unlisted);
  const noted = format.count(preview.noteCount);
  return (
    <>
      <p className={styles["counts"]} role="status">
        {parts.length === 0
          ? t`Everything in it is there already; nothing would change.`
          : format.sentences(parts)}
      </p>
      {listed > 0 && (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
        <div className={tableStyles["box"]} tabIndex={0} role="group" aria-label={t`What changes`}>
          <table className={`${tableStyles["boxed"]} ${styles["changes"]}`}>
            <tbody>
              {scopes.map(({ change, name }) => (
                <tr key={`scope ${name}`} data-change={change}>
                  <td>{changeWord(change)}</td>
                  <td>{t`Scope`}</td>
                  <td colSpan={2}>
                    <code>{name}</code>
                  </td>
                </tr>
              ))}
              {routes.map((route) => (
                <tr key={`${route.change} ${route.route}`} data-change={route.change}>
                  <td>{changeWord(route.change)}</td>
                  <td>{t`Route`}</td>
                  <td>
                    <code>{route.route}</code>
                  </td>
                  <td>{needText(route)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {unlisted > 0 && <p className={tableStyles["more"]}>{t`and ${more} more`}</p>}
        </div>
      )}
      {notes.length > 0 && (
        <details className={styles["notes"]}>
          <summary>{t`Notes on how it was read: ${noted}`}</summary>
          <ul>
            {notes.map((note, index) => (
              <li key={index}>{documentNoteText(note, format)}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function countTexts(counts: ChangeCounts): [number, (count: string) => string][] {
  return [
    [counts.scopesAdded, (count) => t`Scopes added: ${count}.`],
    [counts.scopesChanged, (count) => t`Scopes changed: ${count}.`],
    [counts.scopesRetired, (count) => t`Scopes retired: ${count}.`],
    [counts.routesAdded, (count) => t`Routes added: ${count}.`],
    [counts.routesChanged, (count) => t`Routes changed: ${count}.`],
    [counts.routesRemoved, (count) => t`Routes removed: ${count}.`],
    [counts.routesKept, (count) => t`Routes kept as they are: ${count}.`],
  ];
}

function changeWord(change: DocumentChange): string {
  switch (change) {
    case "added":
      return t`Added`;
    case "changed":
      return t`Changed`;
    case "retired":
      return t`Retired`;
    case "removed":
      return t`Removed`;
    case "kept":
      return t`Kept`;
  }
}

function needText({ change, scope, former }: RouteChange): string {
  const need = scope ?? t`any valid token`;
  if (former === null) return need;
  const before = former.scope ?? t`any valid token`;
  return change === "kept" ? t`${before}; the document says ${need}` : t`${need} (was ${before})`;
}

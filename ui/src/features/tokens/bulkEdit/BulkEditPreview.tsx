import { plural, t } from "@lingui/core/macro";

import { Banner } from "../../../components/Banner";
import { FieldChanges } from "../../../components/FieldChanges";
import { useFormat } from "../../../format/useFormat";
import type { BulkEditPreview as Preview } from "../../../ipc/generated/BulkEditPreview";
import { rowProblemText } from "../../../messages/tokenFileText";
import styles from "./BulkEditDialog.module.css";

/** What an edit does to the tokens: how many, the first of them, and those that it must leave out. */
export function BulkEditPreview({ preview }: { preview: Preview }) {
  const format = useFormat();
  const { total, willChange, examples, refused, refusedTokens, canBeUndone } = preview;
  const [changing, all] = [format.count(willChange), format.count(total)];
  const rest = willChange - examples.length;
  const more = format.count(rest);
  const unnamed = format.count(refused - refusedTokens.length);
  return (
    <>
      <p className={styles["count"]} role="status">
        {willChange === total ? t`All ${all} will change.` : t`${changing} of ${all} will change.`}
      </p>
      {willChange + refused < total && (
        <p className={styles["muted"]}>
          {t`The others are so already, or can't be edited: revoked or in the trash.`}
        </p>
      )}
      {refused > 0 && (
        <Banner
          tone="warning"
          title={plural(refused, {
            one: "# token must not be changed so and is left out.",
            other: "# tokens must not be changed so and are left out.",
          })}
        >
          <ul className={styles["refused"]}>
            {refusedTokens.map(({ id, name, problems }) => (
              <li key={id}>
                <span className={styles["token"]}>{name}</span>
                {problems.map((problem, index) => (
                  <p key={index}>{rowProblemText(problem, format)}</p>
                ))}
              </li>
            ))}
            {refused > refusedTokens.length && <li>{t`and ${unnamed} more`}</li>}
          </ul>
        </Banner>
      )}
      {examples.length > 0 && (
        <ul className={styles["examples"]} aria-label={t`What changes`}>
          {examples.map(({ id, name, changes }) => (
            <li key={id}>
              <span className={styles["token"]}>{name}</span>
              <FieldChanges changes={changes} />
            </li>
          ))}
          {rest > 0 && <li className={styles["muted"]}>{t`and ${more} more`}</li>}
        </ul>
      )}
      {!canBeUndone && (
        <p className={styles["muted"]}>{t`So many can't be taken back at once: make a backup first.`}</p>
      )}
    </>
  );
}

import { plural, t } from "@lingui/core/macro";

import { useFormat } from "../format/useFormat";
import type { BackupContent } from "../ipc/generated/BackupContent";
import styles from "./BackupSummary.module.css";

/** Which backup it is. */
export function BackupSummary({ content }: { content: BackupContent }) {
  const format = useFormat();
  const tokens = format.count(content.tokens);
  const held = plural(content.tokens, { one: `${tokens} token`, other: `${tokens} tokens` });
  const when = content.lastChangeMs === null ? null : format.moment(content.lastChangeMs);
  return (
    <div>
      <code className={styles["name"]}>{content.name}</code>
      <p className={styles["muted"]}>{when === null ? held : t`${held}, last change ${when}`}</p>
    </div>
  );
}

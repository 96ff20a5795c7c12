import { plural, t } from "@lingui/core/macro";

import { Banner } from "../../../components/Banner";
import { useFormat } from "../../../format/useFormat";
import type { ExportPreview as Preview } from "../../../ipc/generated/ExportPreview";
import { leftOutText, withoutKeyText } from "./exportWords";
import styles from "./ExportDialog.module.css";

interface ExportPreviewProps {
  /** null: not counted yet. */
  readonly preview: Preview | null;
  readonly withKeys: boolean;
}

/** What the file would hold, and what it would open. */
export function ExportPreview({ preview, withKeys }: ExportPreviewProps) {
  const format = useFormat();
  if (preview === null) return <p className={styles["muted"]} role="status">{t`Counting…`}</p>;
  const { tokens, keys, leftOut } = preview;
  const [count, keyCount] = [format.count(tokens), format.count(keys)];
  const isOpening = withKeys && keys > 0;
  return (
    <>
      {isOpening && (
        <Banner
          tone="warning"
          live
          title={plural(keys, {
            one: `${keyCount} key will be written in plain text`,
            other: `${keyCount} keys will be written in plain text`,
          })}
        >
          {t`Whoever gets hold of the file can do everything that these tokens allow. Each key is noted in the audit log.`}
        </Banner>
      )}
      <div className={styles["counts"]} role="status">
        <p>
          {plural(tokens, {
            one: `${count} token will be written.`,
            other: `${count} tokens will be written.`,
          })}
        </p>
        {leftOut > 0 && <p className={styles["muted"]}>{leftOutText(leftOut, format.count)}</p>}
        {withKeys && tokens > keys && (
          <p className={styles["muted"]}>{withoutKeyText(tokens - keys, format.count)}</p>
        )}
      </div>
    </>
  );
}

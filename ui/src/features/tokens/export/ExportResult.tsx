import { plural, t } from "@lingui/core/macro";

import { Banner } from "../../../components/Banner";
import { Button } from "../../../components/Button";
import { Dialog } from "../../../components/Dialog";
import { useFormat } from "../../../format/useFormat";
import type { ExportReport } from "../../../ipc/generated/ExportReport";
import { leftOutText, withoutKeyText } from "./exportWords";
import styles from "./ExportDialog.module.css";

interface ExportResultProps {
  readonly report: ExportReport;
  readonly withKeys: boolean;
  readonly onClose: () => void;
}

/** Where the file lies, and what is and is not in it. */
export function ExportResult({ report, withKeys, onClose }: ExportResultProps) {
  const format = useFormat();
  const { path, written, leftOut, withoutKey, damaged } = report;
  const [count, damagedCount] = [format.count(written), format.count(damaged)];
  return (
    <Dialog title={t`Export tokens`} onClose={onClose} footer={<Button onPress={onClose}>{t`Close`}</Button>}>
      <div className={styles["body"]}>
        <Banner
          tone="success"
          live
          title={plural(written, { one: `${count} token exported`, other: `${count} tokens exported` })}
          detail={path}
        >
          {withKeys
            ? t`The file is for your account alone. Move it to a safe place, and delete it as soon as nobody needs it.`
            : t`The file is for your account alone.`}
        </Banner>
        {damaged > 0 && (
          <Banner tone="warning">
            {plural(damaged, {
              one: `${damagedCount} token is in it without its key, whose sealed copy is damaged.`,
              other: `${damagedCount} tokens are in it without their keys, whose sealed copies are damaged.`,
            })}
          </Banner>
        )}
        {leftOut + withoutKey > 0 && (
          <div className={styles["counts"]}>
            {leftOut > 0 && <p className={styles["muted"]}>{leftOutText(leftOut, format.count)}</p>}
            {withoutKey > 0 && <p className={styles["muted"]}>{withoutKeyText(withoutKey, format.count)}</p>}
          </div>
        )}
      </div>
    </Dialog>
  );
}

import { t } from "@lingui/core/macro";
import { ProgressBar } from "react-aria-components";

import { useFormat } from "../format/useFormat";
import type { ChangeProgress } from "../ipc/generated/ChangeProgress";
import styles from "./Progress.module.css";

interface ProgressProps {
  readonly label: string;
  /** null: how much there is, is being counted. */
  readonly progress: ChangeProgress | null;
}

/** How far something has come that takes its time. */
export function Progress({ label, progress }: ProgressProps) {
  const format = useFormat();
  const { done, total } = progress ?? { done: 0, total: 0 };
  const [doneText, totalText] = [format.count(done), format.count(total)];
  const tenth = total === 0 ? 0 : Math.floor((done / total) * 10) * 10;
  return (
    <>
      <ProgressBar
        aria-label={label}
        value={done}
        maxValue={Math.max(1, total)}
        isIndeterminate={total === 0}
        valueLabel={total === 0 ? t`Counting…` : t`${doneText} of ${totalText}`}
        className={styles["progress"] ?? ""}
      >
        {({ percentage, valueText }) => (
          <>
            <span className={styles["track"]}>
              <span className={styles["fill"]} style={{ transform: `scaleX(${(percentage ?? 0) / 100})` }} />
            </span>
            <span>{valueText}</span>
          </>
        )}
      </ProgressBar>
      {/* Each tenth: a screen reader that hears every step says nothing else any more. */}
      <p className="visually-hidden" role="status">
        {tenth > 0 && t`${tenth} %`}
      </p>
    </>
  );
}

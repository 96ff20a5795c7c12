import { t } from "@lingui/core/macro";
import { useState } from "react";
import { ProgressBar } from "react-aria-components";

import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { useFormat } from "../../format/useFormat";
import { command } from "../../ipc/command";
import type { ChangeProgress } from "../../ipc/generated/ChangeProgress";
import { type ActionKind, runningText } from "./changeWords";
import styles from "./ProgressDialog.module.css";

export interface ProgressDialogProps {
  /** null: a change is taken back. */
  kind: ActionKind | null;
  progress: ChangeProgress | null;
}

/** How far a change to many has come, and Cancel. What is done when it is cancelled stays done. */
export function ProgressDialog({ kind, progress }: ProgressDialogProps) {
  const format = useFormat();
  const [isStopping, setStopping] = useState(false);
  const cancel = () => {
    setStopping(true);
    // Refused only where nothing runs any more; then the dialog goes anyway.
    command("cancel_change").catch(() => undefined);
  };
  const { done, total } = progress ?? { done: 0, total: 0 };
  const [doneText, totalText] = [format.count(done), format.count(total)];
  const tenth = total === 0 ? 0 : Math.floor((done / total) * 10) * 10;
  return (
    <Dialog
      role="alertdialog"
      size="small"
      mustAnswer
      title={runningText(kind)}
      onClose={cancel}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        cancel();
      }}
      footer={
        <Button onPress={cancel} isPending={isStopping} autoFocus>
          {isStopping ? t`Stopping…` : t`Cancel`}
        </Button>
      }
    >
      <ProgressBar
        aria-label={runningText(kind)}
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
      <p className={styles["muted"]}>{t`What is done when you cancel stays done.`}</p>
      {/* Each tenth: a screen reader that hears every step says nothing else any more. */}
      <p className="visually-hidden" role="status">
        {tenth > 0 && t`${tenth} %`}
      </p>
    </Dialog>
  );
}

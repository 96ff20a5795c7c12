import { t } from "@lingui/core/macro";
import { useState } from "react";

import type { ChangeProgress } from "../ipc/generated/ChangeProgress";
import { Button } from "./Button";
import { Dialog } from "./Dialog";
import { Progress } from "./Progress";
import styles from "./Progress.module.css";

export interface ProgressDialogProps {
  title: string;
  progress: ChangeProgress | null;
  /** What becomes of what was done until then. */
  hint: string;
  /** Asks for the end; it comes with the next step. */
  onCancel: () => void;
}

/** How far something has come that keeps everything else waiting, and Cancel. */
export function ProgressDialog({ title, progress, hint, onCancel }: ProgressDialogProps) {
  const [isStopping, setStopping] = useState(false);
  const cancel = () => {
    setStopping(true);
    onCancel();
  };
  return (
    <Dialog
      role="alertdialog"
      size="small"
      mustAnswer
      title={title}
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
      <Progress label={title} progress={progress} />
      <p className={styles["muted"]}>{hint}</p>
    </Dialog>
  );
}

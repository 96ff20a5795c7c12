import { t } from "@lingui/core/macro";
import { type ReactNode, useState } from "react";

import { ConfirmDialog } from "./ConfirmDialog";

export interface DirtyGuard {
  /** Closes at once when nothing was changed, asks otherwise. */
  close: () => void;
  /** Render it inside the form. */
  question: ReactNode;
}

/** Keeps Esc and the cross from throwing away what was typed. */
export function useDirtyGuard(dirty: boolean, onClose: () => void): DirtyGuard {
  const [asking, setAsking] = useState(false);
  return {
    close: () => {
      if (dirty) setAsking(true);
      else onClose();
    },
    question: asking ? (
      <ConfirmDialog
        title={t`Discard your changes?`}
        confirmLabel={t`Discard`}
        cancelLabel={t`Keep editing`}
        tone="danger"
        focus="cancel"
        onConfirm={onClose}
        onCancel={() => {
          setAsking(false);
        }}
      >
        <p>{t`What you changed is not saved yet.`}</p>
      </ConfirmDialog>
    ) : null,
  };
}

import { t } from "@lingui/core/macro";
import type { ReactNode } from "react";

import { Button } from "./Button";
import { Dialog } from "./Dialog";

export interface ConfirmDialogProps {
  title: string;
  children?: ReactNode;
  confirmLabel: string;
  cancelLabel?: string;
  tone?: "normal" | "danger";
  isPending?: boolean;
  /** Which button has the focus at first; a final act should leave it on Cancel. */
  focus?: "confirm" | "cancel";
  onConfirm: () => void;
  onCancel: () => void;
}

/** A question before something final. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const focus = props.focus ?? "confirm";
  return (
    <Dialog
      role="alertdialog"
      size="small"
      title={props.title}
      onClose={props.onCancel}
      footer={
        <>
          <Button onPress={props.onCancel} autoFocus={focus === "cancel"}>
            {props.cancelLabel ?? t`Cancel`}
          </Button>
          <Button
            variant={props.tone === "danger" ? "danger" : "primary"}
            onPress={props.onConfirm}
            isPending={props.isPending ?? false}
            autoFocus={focus === "confirm"}
          >
            {props.confirmLabel}
          </Button>
        </>
      }
    >
      {props.children}
    </Dialog>
  );
}

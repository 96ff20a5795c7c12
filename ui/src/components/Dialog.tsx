import { t } from "@lingui/core/macro";
import { X } from "lucide-react";
import type { KeyboardEvent, KeyboardEventHandler, ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";

import { IconButton } from "./IconButton";
import { isComposing } from "./keys";
import { hasMod } from "./shortcut";
import styles from "./Dialog.module.css";

export interface DialogProps {
  title: string;
  /** Esc, the cross and Cancel all come here; the caller may ask first (see useDirtyGuard). */
  onClose: () => void;
  children: ReactNode;
  /** Buttons; they never scroll away. */
  footer?: ReactNode;
  size?: "small" | "medium" | "large";
  role?: "dialog" | "alertdialog";
  /** No cross and no Esc: there is only the way that the footer offers. */
  mustAnswer?: boolean;
  /** Shortcuts, wherever the focus is; the controls inside keep their own keys. */
  onKeyDown?: KeyboardEventHandler<HTMLDivElement>;
  /** Ctrl+Enter, wherever the focus is. */
  onConfirm?: () => void;
  /** Nothing in the body takes the keys: the body itself does, to be scrolled by them. */
  isText?: boolean;
  /** Without the padding of the body, for a body with columns of its own. */
  flush?: boolean;
}

/** A modal dialog. It is open as long as it is rendered. */
export function Dialog(props: DialogProps) {
  // Before the controls see it: a button would take Ctrl+Enter as its own Enter.
  const catchConfirm = (event: KeyboardEvent<HTMLDivElement>) => {
    if (!props.onConfirm || event.key !== "Enter" || !hasMod(event) || isComposing(event)) return;
    // An open list, or another dialog over this one, is not part of it.
    if (!(event.target instanceof Node) || !event.currentTarget.contains(event.target)) return;
    event.preventDefault();
    event.stopPropagation();
    props.onConfirm();
  };
  return (
    <ModalOverlay
      isOpen
      onOpenChange={(open) => {
        if (!open) props.onClose();
      }}
      isKeyboardDismissDisabled={props.mustAnswer ?? false}
      className={styles["overlay"] ?? ""}
    >
      <Modal className={styles["modal"] ?? ""} data-size={props.size ?? "medium"}>
        {/* Around the dialog: a dialog without a first field has the focus itself. */}
        {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions -- keys bubble up from inside */}
        <div className={styles["keys"]} onKeyDown={props.onKeyDown} onKeyDownCapture={catchConfirm}>
          <AriaDialog className={styles["dialog"] ?? ""} role={props.role ?? "dialog"}>
            <header className={styles["header"]}>
              <Heading slot="title" level={2} className={styles["title"] ?? ""}>
                {props.title}
              </Heading>
              {!props.mustAnswer && (
                <IconButton
                  size="small"
                  label={t`Close`}
                  icon={<X size={16} strokeWidth={1.5} aria-hidden />}
                  onPress={props.onClose}
                />
              )}
            </header>
            <div className={styles["area"]}>
              <div
                className={styles["body"]}
                data-flush={props.flush || undefined}
                {...(props.isText && { tabIndex: 0, role: "region", "aria-label": props.title })}
              >
                {props.children}
              </div>
              {props.footer != null && <footer className={styles["footer"]}>{props.footer}</footer>}
            </div>
          </AriaDialog>
        </div>
      </Modal>
    </ModalOverlay>
  );
}

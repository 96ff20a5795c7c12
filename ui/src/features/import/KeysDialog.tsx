import { plural, t } from "@lingui/core/macro";
import { KeyRound } from "lucide-react";
import { type ReactNode, useState } from "react";

import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { Dialog, type DialogProps } from "../../components/Dialog";
import { FaultBanner } from "../../components/FaultBanner";
import type { Format } from "../../format/format";
import { useFormat } from "../../format/useFormat";
import { command } from "../../ipc/command";
import type { SavedKeys } from "../../ipc/generated/SavedKeys";
import type { UnsavedKeys } from "../../ipc/generated/UnsavedKeys";
import { useSaveKeys } from "../../session/useSaveKeys";
import styles from "./ImportDialog.module.css";

interface KeysDialogProps {
  readonly title: string;
  /** As it was when this opened: what is saved meanwhile says so itself. */
  readonly unsaved: UnsavedKeys;
  readonly size?: NonNullable<DialogProps["size"]>;
  /** What stands before the keys, and after them. */
  readonly children?: ReactNode;
  readonly rest?: ReactNode;
  readonly onClose: () => void;
}

/** Keys that were drawn go into a file that Rust writes. They are forgotten when this is closed, which is asked first. */
export function KeysDialog({ title, unsaved, size, children, rest, onClose }: KeysDialogProps) {
  const format = useFormat();
  const { save, isSaving, saved, fault } = useSaveKeys();
  const [isAsking, setAsking] = useState(false);
  const { keys, shownOnce } = unsaved;
  const forget = () => {
    // Refused only where there is nobody to keep them.
    command("forget_imported_keys").catch(() => undefined);
    onClose();
  };
  const close = () => {
    if (shownOnce > 0 && saved === null) setAsking(true);
    else forget();
  };
  const lost = format.count(shownOnce);
  return (
    <Dialog
      title={title}
      onClose={close}
      {...(size && { size })}
      footer={
        <>
          {keys > 0 && (
            <Button
              variant={saved === null ? "primary" : "secondary"}
              icon={<KeyRound size={16} strokeWidth={1.5} aria-hidden />}
              isPending={isSaving}
              autoFocus
              onPress={() => void save()}
            >
              {t`Save the keys…`}
            </Button>
          )}
          <Button onPress={close}>{t`Close`}</Button>
        </>
      }
    >
      <div className={styles["body"]}>
        {children}
        {keys > 0 && saved === null && (
          <Banner tone={shownOnce > 0 ? "warning" : "info"}>
            {shownOnce > 0
              ? plural(shownOnce, {
                  one: `${lost} of the new keys is kept nowhere else: save it now.`,
                  other: `${lost} of the new keys are kept nowhere else: save them now.`,
                })
              : t`The new keys can be saved as one file, and copied from the list at any time.`}
          </Banner>
        )}
        {saved !== null && (
          <Banner tone={saved.missing > 0 ? "warning" : "success"} live detail={saved.path}>
            {savedText(saved, format)}
          </Banner>
        )}
        {fault && <FaultBanner fault={fault} />}
        {rest}
      </div>
      {isAsking && (
        <ConfirmDialog
          title={t`Close without the keys?`}
          confirmLabel={t`Close anyway`}
          tone="danger"
          focus="cancel"
          onConfirm={forget}
          onCancel={() => {
            setAsking(false);
          }}
        >
          <p>
            {plural(shownOnce, {
              one: "# key is kept nowhere else; nobody will be able to use its token.",
              other: "# keys are kept nowhere else; nobody will be able to use their tokens.",
            })}
          </p>
        </ConfirmDialog>
      )}
    </Dialog>
  );
}

function savedText({ written, missing }: SavedKeys, format: Format): string {
  const done = plural(written, {
    one: "# key is saved, in a file for your account alone. Move it to a safe place.",
    other: "# keys are saved, in a file for your account alone. Move it to a safe place.",
  });
  if (missing === 0) return done;
  const gone = plural(missing, {
    one: "# key is not at hand any more: the vault was locked meanwhile. Copy it from the list.",
    other: "# keys are not at hand any more: the vault was locked meanwhile. Copy them from the list.",
  });
  return format.sentences([done, gone]);
}

import { t } from "@lingui/core/macro";
import { Check, Copy, Eye, EyeOff } from "lucide-react";
import { useState } from "react";

import { Button } from "../../components/Button";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { Dialog } from "../../components/Dialog";
import { FaultBanner } from "../../components/FaultBanner";
import { IconButton } from "../../components/IconButton";
import { MaskedKey } from "../../components/MaskedKey";
import { command } from "../../ipc/command";
import type { TokenDetails } from "../../ipc/generated/TokenDetails";
import { useRevealedKey } from "../../session/useRevealedKey";
import { ClipboardLine } from "./ClipboardLine";
import { exampleLine, veiled } from "./exampleLine";
import { HidingRing } from "./HidingRing";
import styles from "./IssuedDialog.module.css";
import { useCopiedKey } from "./useCopiedKey";

interface IssuedDialogProps {
  readonly token: TokenDetails;
  readonly onClose: () => void;
}

/** The one moment at which a new key is offered: masked, to be copied in Rust or looked at. */
export function IssuedDialog({ token, onClose }: IssuedDialogProps) {
  const { id, name, maskedKey, visibility } = token.row;
  const revealed = useRevealedKey(id);
  const copied = useCopiedKey(id);
  const [wasSeen, setSeen] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const isShownOnce = visibility === "show_once";
  const isFirst = token.generation === 1;
  if (revealed.key !== null && !wasSeen) setSeen(true);

  /** From now on Rust no longer needs the key of a token that is shown once. */
  function leave() {
    command("forget_issued_key", { id }).catch(() => undefined);
    onClose();
  }

  function close() {
    if (isShownOnce && !wasSeen && !copied.wasCopied) setAsking(true);
    else leave();
  }

  const fault = copied.fault ?? revealed.fault;
  return (
    <>
      <Dialog
        title={isFirst ? t`Token issued: ${name}` : t`New key: ${name}`}
        onClose={close}
        footer={<Button onPress={close}>{t`Close`}</Button>}
      >
        <div className={styles["body"]}>
          <p className={styles["lead"]}>
            {isShownOnce
              ? t`Copy the key now: it is shown this once and can't be copied again later.`
              : t`The key can be copied again from the list at any time.`}
          </p>
          <div className={styles["keyRow"]}>
            <div className={styles["key"]}>
              <span className={styles["secret"]} aria-live="polite">
                <MaskedKey text={revealed.key ?? veiled(maskedKey)} wrap />
              </span>
              <span className={styles["ring"]}>
                {revealed.key !== null && <HidingRing secondsLeft={revealed.secondsLeft} />}
              </span>
              <IconButton
                label={revealed.key === null ? t`Reveal the key for 15 seconds` : t`Hide the key`}
                icon={
                  revealed.key === null ? (
                    <Eye size={16} strokeWidth={1.5} aria-hidden />
                  ) : (
                    <EyeOff size={16} strokeWidth={1.5} aria-hidden />
                  )
                }
                isDisabled={revealed.isPending}
                onPress={() => {
                  if (revealed.key !== null) revealed.hide();
                  else void revealed.reveal();
                }}
              />
            </div>
            <Button
              variant="primary"
              autoFocus
              icon={
                copied.what === "key" ? (
                  <Check size={16} strokeWidth={1.5} aria-hidden />
                ) : (
                  <Copy size={16} strokeWidth={1.5} aria-hidden />
                )
              }
              onPress={() => void copied.copy("key")}
            >
              {t`Copy`}
            </Button>
          </div>
          <ClipboardLine copied={copied} />
          <div className={styles["example"]}>
            <span className={styles["exampleLabel"]}>{t`Try it`}</span>
            <code className={styles["curl"]}>{exampleLine(maskedKey)}</code>
            <IconButton
              label={t`Copy this command with the key`}
              icon={
                copied.what === "example" ? (
                  <Check size={16} strokeWidth={1.5} aria-hidden />
                ) : (
                  <Copy size={16} strokeWidth={1.5} aria-hidden />
                )
              }
              onPress={() => void copied.copy("example")}
            />
          </div>
          {fault && <FaultBanner fault={fault} />}
        </div>
      </Dialog>
      {isAsking && (
        <ConfirmDialog
          title={t`Close without copying the key?`}
          confirmLabel={t`Close anyway`}
          cancelLabel={t`Back to the key`}
          tone="danger"
          focus="cancel"
          onConfirm={leave}
          onCancel={() => {
            setAsking(false);
          }}
        >
          <p>
            {isFirst
              ? t`This key is shown only now. If you close without it, nobody can ever use this token.`
              : t`This key is shown only now. If you close without it, rotate once more to get another.`}
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}

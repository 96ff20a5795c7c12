import { t } from "@lingui/core/macro";
import { useEffect, useState } from "react";

import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { FaultBanner } from "../../components/FaultBanner";
import { isComposing, isTyping } from "../../components/keys";
import { TextField } from "../../components/TextField";
import { useToasts } from "../../components/ToastContext";
import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { Fault } from "../../ipc/generated/Fault";
import type { RecoveryCode } from "../../ipc/generated/RecoveryCode";
import { faultText } from "../../messages/faultText";
import { useVault } from "../../session/VaultContext";
import styles from "./RecoveryDialog.module.css";

/** Shows a new recovery code once, then asks for two of its groups. Until they are right it opens nothing. */
export function RecoveryDialog({ replaces, onClose }: { replaces: boolean; onClose: () => void }) {
  const toasts = useToasts();
  const [code, setCode] = useState<RecoveryCode | null>(null);
  const [isWritten, setWritten] = useState(false);
  const [typed, setTyped] = useState<[string, string]>(["", ""]);
  const [fault, setFault] = useState<Fault | null>(null);
  const [isPending, setPending] = useState(false);

  useEffect(() => {
    command("draw_recovery_code").then(setCode, (thrown: unknown) => {
      setFault(asFault(thrown));
    });
    // A code that was not confirmed is forgotten with its dialog.
    return () => {
      command("drop_recovery_code").catch(() => undefined);
    };
  }, []);
  // Locked, nothing secret stays on the screen.
  const isLocked = useVault().status.state === "locked";
  useEffect(() => {
    if (isLocked) onClose();
  }, [isLocked, onClose]);

  const confirm = async () => {
    setPending(true);
    setFault(null);
    try {
      await command("confirm_recovery_code", { groups: typed });
      toasts.show({ tone: "success", title: t`The recovery code opens the vault from now on` });
      onClose();
    } catch (thrown) {
      setFault(asFault(thrown));
      setPending(false);
    }
  };
  const wrong = fault?.code === "wrong_groups" ? faultText(fault).what : null;
  return (
    <Dialog
      size="small"
      title={isWritten ? t`Check the recovery code` : t`Write down the recovery code`}
      onClose={onClose}
      onKeyDown={(event) => {
        if (event.key === "Enter" && isWritten && isTyping(event.target) && !isComposing(event))
          void confirm();
      }}
      footer={
        isWritten ? (
          <>
            <Button
              onPress={() => {
                setWritten(false);
                setFault(null);
              }}
            >
              {t`Back`}
            </Button>
            <Button variant="primary" onPress={() => void confirm()} isPending={isPending}>
              {t`Confirm`}
            </Button>
          </>
        ) : (
          <>
            <Button onPress={onClose}>{t`Cancel`}</Button>
            <Button
              variant="primary"
              isDisabled={code === null}
              onPress={() => {
                setWritten(true);
              }}
            >
              {t`I have written it down`}
            </Button>
          </>
        )
      }
    >
      <div className={styles["content"]}>
        {!isWritten && (
          <>
            <p>{t`It opens the kept keys when the keyring and the passphrase are lost, also on another machine. Keep it on paper, away from this machine. It is not shown again.`}</p>
            {replaces && (
              <Banner tone="warning">{t`The recovery code of before stops working once this one is confirmed.`}</Banner>
            )}
            {code && (
              <ol className={styles["groups"]} aria-label={t`Recovery code`}>
                {code.groups.map((group, index) => (
                  <li key={index} className={styles["group"]}>
                    <span className={styles["number"]}>{index + 1}</span>
                    <code>{group}</code>
                  </li>
                ))}
              </ol>
            )}
          </>
        )}
        {isWritten && code && (
          <>
            <p>{t`Type two of its groups from the paper. Capital or small letters do not matter.`}</p>
            {([0, 1] as const).map((at) => {
              const number = code.asked[at] + 1;
              return (
                <TextField
                  key={at}
                  label={t`Group ${number}`}
                  mono
                  autoComplete="off"
                  autoFocus={at === 0}
                  value={typed[at]}
                  onChange={(text) => {
                    setTyped(at === 0 ? [text, typed[1]] : [typed[0], text]);
                  }}
                  error={at === 1 ? wrong : null}
                />
              );
            })}
          </>
        )}
        {fault && fault.code !== "wrong_groups" && <FaultBanner fault={fault} />}
      </div>
    </Dialog>
  );
}

import { t } from "@lingui/core/macro";
import { useState } from "react";

import { Banner } from "../components/Banner";
import { Button } from "../components/Button";
import { isComposing, isTyping } from "../components/keys";
import { Dialog } from "../components/Dialog";
import { FaultBanner } from "../components/FaultBanner";
import { TextField } from "../components/TextField";
import { useFormat } from "../format/useFormat";
import { command } from "../ipc/command";
import { asFault } from "../ipc/fault";
import type { Fault } from "../ipc/generated/Fault";
import type { VaultStatus } from "../ipc/generated/VaultStatus";
import { faultText } from "../messages/faultText";
import { keyringText } from "../messages/keyringText";
import { problemText } from "../messages/problemText";
import type { VaultDialogProps } from "./PassphraseDialog";
import { isUsable } from "./usable";
import styles from "./VaultDialogs.module.css";

/** Opens a locked vault: by its passphrase, by the keyring, or by whichever there is. */
export function UnlockDialog({ status, onDone, onClose }: VaultDialogProps) {
  const [passphrase, setPassphrase] = useState("");
  const [fault, setFault] = useState<Fault | null>(null);
  const [pending, setPending] = useState<"passphrase" | "keyring" | null>(null);
  const [latest, setLatest] = useState(status);
  const format = useFormat();

  const ask = async (by: "passphrase" | "keyring", request: () => Promise<VaultStatus>) => {
    setPending(by);
    setFault(null);
    try {
      const next = await request();
      setLatest(next);
      if (isUsable(next)) onDone(next);
    } catch (thrown) {
      setFault(asFault(thrown));
    } finally {
      setPending(null);
    }
  };
  const unlock = () => void ask("passphrase", () => command("unlock_vault", { passphrase }));
  const retry = () => void ask("keyring", () => command("retry_keyring"));

  const locked = latest.state === "locked" ? latest : null;
  const hasPassphrase = locked?.hasPassphrase ?? false;
  const hasRecovery = locked?.hasRecovery ?? false;
  const canType = hasPassphrase || hasRecovery;
  const hasKeyring = locked?.hasKeyring ?? true;
  const problem = locked?.reason.kind === "keyring" ? locked.reason.problem : null;
  const fieldError =
    fault?.code === "wrong_passphrase" ||
    fault?.code === "wrong_recovery_code" ||
    fault?.code === "mistyped_recovery_code"
      ? `${faultText(fault).what} ${faultText(fault).next}`
      : fault?.code === "invalid" && fault.errors[0]
        ? problemText(fault.errors[0], format)
        : null;
  return (
    <Dialog
      size="small"
      title={t`Unlock the vault`}
      onClose={onClose}
      onKeyDown={(event) => {
        if (event.key === "Enter" && canType && isTyping(event.target) && !isComposing(event)) unlock();
      }}
      footer={
        <>
          <Button onPress={onClose}>{t`Cancel`}</Button>
          {hasKeyring && (
            <Button
              variant={canType ? "secondary" : "primary"}
              onPress={retry}
              isPending={pending === "keyring"}
              autoFocus={!canType}
            >
              {problem ? t`Try the keyring again` : t`Unlock with the keyring`}
            </Button>
          )}
          {canType && (
            <Button variant="primary" onPress={unlock} isPending={pending === "passphrase"}>
              {t`Unlock`}
            </Button>
          )}
        </>
      }
    >
      <div className={styles["form"]}>
        {problem && (
          <Banner tone="warning" title={keyringText(problem)}>
            {canType
              ? insteadText(hasPassphrase, hasRecovery)
              : t`The sealed keys can only be opened with that entry. New keys can be issued as shown once; the tokens keep working.`}
          </Banner>
        )}
        {!problem && (
          <p className={styles["lead"]}>{t`Keys can be copied and revealed while the vault is unlocked.`}</p>
        )}
        {canType && (
          <TextField
            label={fieldLabel(hasPassphrase, hasRecovery)}
            // A long code can't be typed unseen; it is of no use to a passer-by without this machine's file.
            type={hasPassphrase ? "password" : "text"}
            autoComplete="current-password"
            autoFocus
            value={passphrase}
            onChange={setPassphrase}
            error={fieldError}
          />
        )}
        {fault && fieldError === null && <FaultBanner fault={fault} />}
      </div>
    </Dialog>
  );
}

function fieldLabel(hasPassphrase: boolean, hasRecovery: boolean): string {
  if (!hasRecovery) return t`Passphrase`;
  return hasPassphrase ? t`Passphrase or recovery code` : t`Recovery code`;
}

function insteadText(hasPassphrase: boolean, hasRecovery: boolean): string {
  if (!hasRecovery) return t`Enter the vault's passphrase instead.`;
  return hasPassphrase
    ? t`Enter the vault's passphrase or recovery code instead.`
    : t`Enter the vault's recovery code instead.`;
}

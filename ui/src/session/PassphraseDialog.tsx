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
import { keyringText } from "../messages/keyringText";
import { problemText } from "../messages/problemText";
import { isUsable } from "./usable";
import styles from "./VaultDialogs.module.css";

export interface VaultDialogProps {
  status: VaultStatus;
  onDone: (status: VaultStatus) => void;
  onClose: () => void;
}

/** Sets the passphrase that protects copyable keys. */
export function PassphraseDialog({ status, onDone, onClose }: VaultDialogProps) {
  const [passphrase, setPassphrase] = useState("");
  const [again, setAgain] = useState("");
  const [fault, setFault] = useState<Fault | null>(null);
  const [isPending, setPending] = useState(false);
  const format = useFormat();

  const ask = async (request: () => Promise<VaultStatus>) => {
    setPending(true);
    setFault(null);
    try {
      const next = await request();
      if (isUsable(next)) onDone(next);
    } catch (thrown) {
      setFault(asFault(thrown));
    } finally {
      setPending(false);
    }
  };
  const save = () => void ask(() => command("set_vault_passphrase", { passphrase, again }));

  const errors = fault?.code === "invalid" ? fault.errors : [];
  const text = (mismatch: boolean) => {
    const error = errors.find((one) => (one.problem.code === "mismatch") === mismatch);
    return error ? problemText(error, format) : null;
  };
  return (
    <Dialog
      size="small"
      title={t`Set a passphrase for the vault`}
      onClose={onClose}
      onKeyDown={(event) => {
        if (event.key === "Enter" && isTyping(event.target) && !isComposing(event)) save();
      }}
      footer={
        <>
          <Button onPress={onClose}>{t`Cancel`}</Button>
          <Button variant="primary" onPress={save} isPending={isPending}>
            {t`Set passphrase`}
          </Button>
        </>
      }
    >
      <div className={styles["form"]}>
        {status.state === "needs_passphrase" && (
          <Banner
            tone="warning"
            title={keyringText(status.keyring)}
            actions={
              <Button size="small" onPress={() => void ask(() => command("retry_keyring"))}>
                {t`Try again`}
              </Button>
            }
          >
            {t`A passphrase takes its place. Without both, only keys that are shown once can be issued.`}
          </Banner>
        )}
        <p className={styles["lead"]}>
          {t`Keys that can be copied later are sealed in the data file; this passphrase opens them. It is not kept anywhere: if it is lost, sealed keys can't be opened again. The tokens keep working.`}
        </p>
        <TextField
          label={t`Passphrase`}
          type="password"
          autoComplete="new-password"
          autoFocus
          value={passphrase}
          onChange={setPassphrase}
          error={text(false)}
          description={t`At least 8 characters; a few words are good.`}
        />
        <TextField
          label={t`Passphrase again`}
          type="password"
          autoComplete="new-password"
          value={again}
          onChange={setAgain}
          error={text(true)}
        />
        {fault && fault.code !== "invalid" && <FaultBanner fault={fault} />}
      </div>
    </Dialog>
  );
}

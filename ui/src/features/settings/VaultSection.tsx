import { t } from "@lingui/core/macro";

import { Button } from "../../components/Button";
import { FaultBanner } from "../../components/FaultBanner";
import { command } from "../../ipc/command";
import { vaultText } from "../../messages/vaultText";
import { useAsk } from "../../session/useAsk";
import { useVault } from "../../session/VaultContext";
import { Section } from "./Section";
import styles from "./VaultSection.module.css";

export function VaultSection() {
  const vault = useVault();
  const { status } = vault;
  const { ask, isPending, fault } = useAsk();
  const keyringFails =
    status.state === "needs_passphrase" || (status.state === "locked" && status.reason.kind === "keyring");
  return (
    <Section
      title={t`Vault`}
      description={t`Seals the keys that can be copied later. Locked, the list stays; copying asks to unlock.`}
    >
      <div className={styles["vault"]}>
        <p className={styles["status"]}>{vaultText(status)}</p>
        <div className={styles["actions"]}>
          {status.state === "unlocked" && (
            <Button size="small" onPress={() => void ask(vault.lock)} isPending={isPending}>
              {t`Lock`}
            </Button>
          )}
          {status.state === "locked" && (
            <Button size="small" variant="primary" onPress={() => void vault.open()}>
              {t`Unlock…`}
            </Button>
          )}
          {keyringFails && (
            <Button
              size="small"
              isPending={isPending}
              onPress={() =>
                void ask(async () => {
                  vault.setStatus(await command("retry_keyring"));
                })
              }
            >
              {t`Try the keyring again`}
            </Button>
          )}
          {(status.state === "ready" || status.state === "needs_passphrase") && (
            <Button size="small" onPress={() => void vault.choosePassphrase()}>
              {t`Set passphrase…`}
            </Button>
          )}
        </div>
        {fault && <FaultBanner fault={fault} />}
      </div>
    </Section>
  );
}

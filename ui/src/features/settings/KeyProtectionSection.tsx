import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { FaultBanner } from "../../components/FaultBanner";
import { Select } from "../../components/Select";
import { useFormat } from "../../format/useFormat";
import { command } from "../../ipc/command";
import type { KeySlot } from "../../ipc/generated/KeySlot";
import { slotName } from "../../messages/vaultText";
import { useAsk } from "../../session/useAsk";
import { queryKeys } from "../../session/queryKeys";
import { dismissed, useVaultGate } from "../../session/useVaultGate";
import { useVault } from "../../session/VaultContext";
import styles from "./KeyProtectionSection.module.css";
import { RecoveryDialog } from "./RecoveryDialog";
import { RotationRow } from "./RotationRow";
import { Section, SettingRow } from "./Section";
import controls from "./controls.module.css";
import type { SettingsSaving } from "./useSaveSettings";

const NEVER = "never";
const minutesOffered = [1, 2, 5, 10, 15, 30, 60, 120];

/** The ways to open the kept keys, their data key, and when the vault locks itself. */
export function KeyProtectionSection({ saving }: { saving: SettingsSaving }) {
  const vault = useVault();
  const gate = useVaultGate();
  const [leaving, setLeaving] = useState<KeySlot | null>(null);
  const [isWriting, setWriting] = useState(false);
  const { ask: askThrough, isPending, fault } = useAsk();
  const protection = useQuery({
    queryKey: queryKeys.protection,
    queryFn: () => command("key_protection"),
  }).data;
  const slots = protection?.slots ?? [];
  const has = (kind: KeySlot["kind"]) => slots.some((slot) => slot.kind === kind);

  const ask = (act: () => Promise<unknown>) => askThrough(() => gate(act));
  const startWriting = () =>
    void ask(async () => {
      // The gate asks to unlock first, so that the code is not drawn for nothing.
      if (vault.status.state === "locked" && !(await vault.open())) return dismissed;
      setWriting(true);
      return null;
    });
  return (
    <Section
      title={t`Key protection`}
      description={t`What opens the keys that are kept. Each way opens all of them; the last one can't be removed.`}
    >
      {slots.length > 0 && !has("recovery") && (
        <div className={styles["note"]}>
          <Banner
            tone="info"
            actions={
              <Button size="small" onPress={startWriting}>
                {t`Make a recovery code…`}
              </Button>
            }
          >
            {t`There is no recovery code. If the keyring or the passphrase is lost, the kept keys can't be opened again.`}
          </Banner>
        </div>
      )}
      {slots.length === 0 ? (
        <p className={styles["empty"]}>{t`Nothing is kept yet.`}</p>
      ) : (
        <ul className={styles["slots"]} aria-label={t`Ways to open the vault`}>
          {slots.map((slot) => (
            <SlotRow
              key={slot.id}
              slot={slot}
              onRemove={
                slots.length > 1
                  ? () => {
                      setLeaving(slot);
                    }
                  : null
              }
            />
          ))}
        </ul>
      )}
      {slots.length > 0 && (
        <div className={styles["actions"]}>
          <Button size="small" onPress={() => void ask(() => vault.choosePassphrase())}>
            {has("passphrase") ? t`Change the passphrase…` : t`Add a passphrase…`}
          </Button>
          {has("recovery") && (
            <Button size="small" onPress={startWriting}>
              {t`Make a new recovery code…`}
            </Button>
          )}
          {!slots.some((slot) => slot.isHere) && (
            <Button
              size="small"
              isPending={isPending}
              onPress={() => void ask(() => command("add_keyring_slot"))}
            >
              {t`Add to this machine's keyring`}
            </Button>
          )}
        </div>
      )}
      {fault && (
        <div className={styles["note"]}>
          <FaultBanner fault={fault} />
        </div>
      )}
      <AutoLockRow saving={saving} />
      {protection && slots.length > 0 && <RotationRow protection={protection} />}
      {leaving && (
        <RemoveQuestion
          slot={leaving}
          onClose={() => {
            setLeaving(null);
          }}
          onRemove={() => {
            setLeaving(null);
            void ask(() => command("remove_slot", { id: leaving.id }));
          }}
        />
      )}
      {isWriting && (
        <RecoveryDialog
          replaces={has("recovery")}
          onClose={() => {
            setWriting(false);
          }}
        />
      )}
    </Section>
  );
}

function SlotRow({ slot, onRemove }: { slot: KeySlot; onRemove: (() => void) | null }) {
  const format = useFormat();
  const name = slotName(slot);
  const since = slot.createdMs === null ? null : format.moment(slot.createdMs);
  return (
    <li className={styles["slot"]}>
      <span className={styles["name"]}>{name}</span>
      <span className={styles["since"]}>{since !== null && t`since ${since}`}</span>
      {onRemove && (
        <Button size="small" onPress={onRemove} aria-label={t`Remove: ${name}`}>
          {t`Remove…`}
        </Button>
      )}
    </li>
  );
}

function RemoveQuestion({
  slot,
  onClose,
  onRemove,
}: {
  slot: KeySlot;
  onClose: () => void;
  onRemove: () => void;
}) {
  const name = slotName(slot);
  return (
    <ConfirmDialog
      title={t`Remove “${name}”?`}
      confirmLabel={t`Remove`}
      tone="danger"
      focus="cancel"
      onConfirm={onRemove}
      onCancel={onClose}
    >
      <p>{t`It will not open the kept keys any more. The other ways still do.`}</p>
    </ConfirmDialog>
  );
}

function AutoLockRow({ saving }: { saving: SettingsSaving }) {
  const { settings, save } = saving;
  const kept = settings.autoLockMinutes;
  const offered = kept === null || minutesOffered.includes(kept) ? minutesOffered : [...minutesOffered, kept];
  return (
    <SettingRow
      label={t`Lock by itself`}
      description={t`When nobody uses the window. With the screen and before sleep it is locked in any case.`}
    >
      <div className={controls["select"]}>
        <Select<string>
          label={t`Lock by itself`}
          hideLabel
          value={kept === null ? NEVER : String(kept)}
          onChange={(value) => void save({ autoLockMinutes: value === NEVER ? null : Number(value) })}
          options={[
            ...offered
              .toSorted((a, b) => a - b)
              .map((minutes) => ({ value: String(minutes), label: t`after ${minutes} min` })),
            { value: NEVER, label: t`Never` },
          ]}
        />
      </div>
    </SettingRow>
  );
}

import { plural, t } from "@lingui/core/macro";
import { useEffect, useState } from "react";

import { BackupSummary } from "../../components/BackupSummary";
import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { Dialog } from "../../components/Dialog";
import { FaultBanner } from "../../components/FaultBanner";
import { useToasts } from "../../components/ToastContext";
import { useFormat } from "../../format/useFormat";
import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { Affected } from "../../ipc/generated/Affected";
import type { Backups } from "../../ipc/generated/Backups";
import type { Fault } from "../../ipc/generated/Fault";
import type { RestorePlan } from "../../ipc/generated/RestorePlan";
import styles from "./RestoreDialog.module.css";

export interface RestoreDialogProps {
  plan: RestorePlan;
  onRestored: (backups: Backups) => void;
  onClose: () => void;
}

/** What restoring a backup changes, before it does. */
export function RestoreDialog({ plan, onRestored, onClose }: RestoreDialogProps) {
  const toasts = useToasts();
  const [fault, setFault] = useState<Fault | null>(null);
  const [isPending, setPending] = useState(false);

  // The checked copy is as large as the backup: it goes with the question.
  useEffect(
    () => () => {
      command("drop_restore").catch(() => undefined);
    },
    [],
  );
  const restore = async () => {
    setPending(true);
    setFault(null);
    try {
      onRestored(await command("restore_backup"));
      toasts.show({
        tone: "success",
        title: t`The backup is restored`,
        detail: t`What stood here before is kept as a backup of its own.`,
      });
      onClose();
    } catch (thrown) {
      setFault(asFault(thrown));
      setPending(false);
    }
  };
  if (plan.isEmpty) {
    return (
      <Dialog
        size="small"
        title={t`Nothing to restore`}
        onClose={onClose}
        footer={<Button onPress={onClose} autoFocus>{t`Close`}</Button>}
      >
        <p>{t`Everything here is as in the backup already.`}</p>
        <BackupSummary content={plan.content} />
      </Dialog>
    );
  }
  return (
    <ConfirmDialog
      title={t`Restore this backup?`}
      confirmLabel={t`Restore`}
      tone="danger"
      focus="cancel"
      isPending={isPending}
      onConfirm={() => void restore()}
      onCancel={onClose}
    >
      <div className={styles["body"]}>
        <BackupSummary content={plan.content} />
        <Changes plan={plan} />
        <Warnings plan={plan} />
        <p className={styles["muted"]}>
          {t`What stands here now is kept as a backup first. What was used and spent stays counted, and the audit log stays.`}
        </p>
        {fault && <FaultBanner fault={fault} />}
      </div>
    </ConfirmDialog>
  );
}

function Changes({ plan }: { plan: RestorePlan }) {
  const format = useFormat();
  const others = [
    plan.scopes > 0 && plural(plan.scopes, { one: "# scope", other: "# scopes" }),
    plan.routes > 0 && plural(plan.routes, { one: "# route", other: "# routes" }),
    plan.settings > 0 && plural(plan.settings, { one: "# setting", other: "# settings" }),
    plan.adminKeys > 0 && plural(plan.adminKeys, { one: "# key of a script", other: "# keys of scripts" }),
  ].filter((text) => text !== false);
  return (
    <dl className={styles["changes"]}>
      <AffectedRow label={t`Come back`} affected={plan.returned} />
      <AffectedRow label={t`Become as before`} affected={plan.changed} />
      <AffectedRow label={t`Are removed`} affected={plan.removed} />
      {others.length > 0 && (
        <>
          <dt>{t`Also as before`}</dt>
          <dd>{format.list(others)}</dd>
        </>
      )}
    </dl>
  );
}

function AffectedRow({ label, affected }: { label: string; affected: Affected }) {
  const format = useFormat();
  if (affected.count === 0) return null;
  const count = format.count(affected.count);
  return (
    <>
      <dt>{label}</dt>
      <dd>
        {plural(affected.count, { one: `${count} token`, other: `${count} tokens` })}
        <span className={styles["names"]}>{names(affected)}</span>
      </dd>
    </>
  );
}

/** The first names, and a sign that there are more. */
function names({ count, first }: Affected): string {
  return count > first.length ? `${first.join(", ")}, …` : first.join(", ");
}

function Warnings({ plan }: { plan: RestorePlan }) {
  const format = useFormat();
  const count = format.count(plan.revived.count);
  const revived = names(plan.revived);
  return (
    <>
      {plan.revived.count > 0 && (
        <Banner
          tone="warning"
          title={plural(plan.revived.count, {
            one: `${count} token that is refused now will be valid again.`,
            other: `${count} tokens that are refused now will be valid again.`,
          })}
        >
          {revived}
        </Banner>
      )}
      {plan.revivedAdminKeys.count > 0 && (
        <Banner
          tone="warning"
          title={plural(plan.revivedAdminKeys.count, {
            one: "# revoked key of a script will be valid again.",
            other: "# revoked keys of scripts will be valid again.",
          })}
        >
          {names(plan.revivedAdminKeys)}
        </Banner>
      )}
      {plan.isVaultChanged && (
        <Banner tone="warning">
          {t`The vault will open with what opened it then. A passphrase or recovery code that was set since will not open it.`}
        </Banner>
      )}
    </>
  );
}

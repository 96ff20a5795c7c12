import { plural, t } from "@lingui/core/macro";
import { Check, Copy } from "lucide-react";
import { useState } from "react";

import { Button } from "../../components/Button";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { Dialog } from "../../components/Dialog";
import { FaultBanner } from "../../components/FaultBanner";
import { MaskedKey } from "../../components/MaskedKey";
import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { AdminKey } from "../../ipc/generated/AdminKey";
import type { CopyReceipt } from "../../ipc/generated/CopyReceipt";
import type { Fault } from "../../ipc/generated/Fault";
import { useNow } from "../../session/useNow";
import styles from "./AdminKeyIssuedDialog.module.css";

/** The one moment at which a script's key can be copied. It never comes here itself. */
export function AdminKeyIssuedDialog({ adminKey, onClose }: { adminKey: AdminKey; onClose: () => void }) {
  const { id, name, maskedKey } = adminKey;
  const [receipt, setReceipt] = useState<CopyReceipt | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);
  const [isAsking, setAsking] = useState(false);

  const leave = () => {
    command("forget_admin_key", { id }).catch(() => undefined);
    onClose();
  };
  const close = () => {
    if (receipt === null) setAsking(true);
    else leave();
  };
  const copy = async () => {
    setFault(null);
    try {
      setReceipt(await command("copy_admin_key", { id }));
    } catch (thrown) {
      setFault(asFault(thrown));
    }
  };
  const copyIcon = { size: 16, strokeWidth: 1.5, "aria-hidden": true } as const;
  return (
    <>
      <Dialog
        title={t`Key issued: ${name}`}
        onClose={close}
        footer={<Button onPress={close}>{t`Close`}</Button>}
      >
        <div className={styles["body"]}>
          <p className={styles["lead"]}>
            {t`Copy the key now: only its hash is kept, and it can't be copied again later.`}
          </p>
          <div className={styles["keyRow"]}>
            <span className={styles["key"]}>
              <MaskedKey text={maskedKey.replace("…", "•".repeat(24))} wrap />
            </span>
            <Button
              variant="primary"
              autoFocus
              icon={receipt === null ? <Copy {...copyIcon} /> : <Check {...copyIcon} />}
              onPress={() => void copy()}
            >
              {t`Copy`}
            </Button>
          </div>
          <p className={styles["lead"]} role="status">
            {receipt !== null && <CopiedLine clearsMs={receipt.clearsMs} />}
          </p>
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
          <p>{t`This key can be copied only now. If you close without it, revoke it and issue another one.`}</p>
        </ConfirmDialog>
      )}
    </>
  );
}

function CopiedLine({ clearsMs }: { clearsMs: number | null }) {
  const now = useNow(clearsMs === null ? null : 250);
  if (clearsMs === null) return t`Copied. The clipboard is not cleared by itself.`;
  const secondsLeft = Math.max(0, Math.ceil((clearsMs - now) / 1000));
  if (secondsLeft === 0) return t`The key is no longer in the clipboard.`;
  return plural(secondsLeft, {
    one: "Copied. The clipboard is cleared in # s.",
    other: "Copied. The clipboard is cleared in # s.",
  });
}

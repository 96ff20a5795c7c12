import { plural, t } from "@lingui/core/macro";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { Button } from "../../components/Button";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { FaultBanner } from "../../components/FaultBanner";
import { MaskedKey } from "../../components/MaskedKey";
import { useToasts } from "../../components/ToastContext";
import { useFormat } from "../../format/useFormat";
import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { Fault } from "../../ipc/generated/Fault";
import type { OldKey } from "../../ipc/generated/OldKey";
import { queryKeys } from "../../session/queryKeys";
import { useNow } from "../../session/useNow";
import styles from "./OldKeys.module.css";

const HOUR = 3_600_000;

/** The keys of a token that were rotated out and pass still: who uses them, when they end, and their end now. */
export function OldKeys({ id, keys }: { id: number; keys: OldKey[] }) {
  const queries = useQueryClient();
  const toasts = useToasts();
  const [asked, setAsked] = useState<OldKey | null>(null);
  const [isPending, setPending] = useState(false);
  const [fault, setFault] = useState<Fault | null>(null);

  const close = () => {
    setAsked(null);
    setFault(null);
  };
  const revoke = async ({ generation }: OldKey) => {
    setPending(true);
    setFault(null);
    try {
      queries.setQueryData(queryKeys.details(id), await command("revoke_old_key", { id, generation }));
      toasts.show({ tone: "success", title: t`The old key is revoked` });
      close();
    } catch (thrown) {
      setFault(asFault(thrown));
    } finally {
      setPending(false);
    }
  };

  return (
    <>
      {keys.length > 0 && (
        <ul className={styles["keys"]} aria-label={t`Old keys`}>
          {keys.map((old) => (
            <Entry
              key={old.generation}
              old={old}
              onRevoke={() => {
                setAsked(old);
              }}
            />
          ))}
        </ul>
      )}
      {asked && (
        <ConfirmDialog
          title={t`Revoke the old key?`}
          confirmLabel={t`Revoke`}
          tone="danger"
          focus="cancel"
          isPending={isPending}
          onConfirm={() => void revoke(asked)}
          onCancel={close}
        >
          <div className={styles["question"]}>
            <MaskedKey text={asked.maskedKey} />
            <p>{t`This is final: whoever still uses it is refused at once. The present key stays as it is.`}</p>
            {fault && <FaultBanner fault={fault} />}
          </div>
        </ConfirmDialog>
      )}
    </>
  );
}

function Entry({ old, onRevoke }: { old: OldKey; onRevoke: () => void }) {
  const format = useFormat();
  const now = useNow(30_000);
  const ends = format.relative(old.untilMs, now);
  return (
    <li className={styles["key"]}>
      <div className={styles["line"]}>
        <span className={styles["label"]}>{t`Old key`}</span>
        <MaskedKey text={old.maskedKey} />
        <Button size="small" onPress={onRevoke}>{t`Revoke now…`}</Button>
      </div>
      <p>{useText(old)}</p>
      <p className={styles["muted"]} title={format.exactMoment(old.untilMs)}>
        {t`Ends ${ends}`}
        {old.quietMs !== null && ` · ${quietText(old.quietMs)}`}
      </p>
    </li>
  );
}

/** `12 % of calls, last from 10.0.3.7, 2 hours ago` */
function useText(old: OldKey): string {
  const format = useFormat();
  const now = useNow(30_000);
  if (old.sharePercent === null || old.lastUsedMs === null) return t`Not used since the rotation`;
  const share = format.percent(old.sharePercent);
  const when = format.relative(Math.min(old.lastUsedMs, now), now);
  const address = old.lastAddress;
  return address === null
    ? t`${share} of calls, last ${when}`
    : t`${share} of calls, last from ${address}, ${when}`;
}

function quietText(quietMs: number): string {
  const hours = Math.round(quietMs / HOUR);
  return hours === 0
    ? t`sooner when nobody calls with it`
    : plural(hours, {
        one: "sooner after # hour without a call",
        other: "sooner after # hours without a call",
      });
}

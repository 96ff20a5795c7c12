import { plural, t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { ConfirmDialog } from "../../components/ConfirmDialog";
import { FaultBanner } from "../../components/FaultBanner";
import { useToasts } from "../../components/ToastContext";
import { useFormat } from "../../format/useFormat";
import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { Fault } from "../../ipc/generated/Fault";
import type { Scope } from "../../ipc/generated/Scope";
import { queryKeys } from "../../session/queryKeys";
import styles from "./RetireDialog.module.css";

export interface RetireDialogProps {
  scope: Scope;
  onClose: () => void;
  onOpenToken: (id: number) => void;
}

/** Says who holds a scope before it is retired; one that nobody holds is removed. */
export function RetireDialog({ scope, onClose, onOpenToken }: RetireDialogProps) {
  const { name } = scope;
  const format = useFormat();
  const toasts = useToasts();
  const holders = useQuery({
    queryKey: queryKeys.holders(name),
    queryFn: () => command("scope_holders", { name }),
  });
  const [fault, setFault] = useState<Fault | null>(null);
  const [isPending, setPending] = useState(false);

  const retire = async () => {
    setPending(true);
    try {
      const { removed } = await command("retire_scope", { name });
      toasts.show({ tone: "success", title: removed ? t`“${name}” is removed` : t`“${name}” is retired` });
      onClose();
    } catch (thrown) {
      setFault(asFault(thrown));
      setPending(false);
    }
  };

  if (holders.isPending) return null;
  const total = holders.data?.total ?? 0;
  const shown = holders.data?.tokens ?? [];
  const [held, more] = [format.count(total), format.count(total - shown.length)];
  return (
    <ConfirmDialog
      title={total === 0 ? t`Remove “${name}”?` : t`Retire “${name}”?`}
      confirmLabel={total === 0 ? t`Remove` : t`Retire`}
      tone={total === 0 ? "danger" : "normal"}
      focus="cancel"
      isPending={isPending}
      onConfirm={() => void retire()}
      onCancel={onClose}
    >
      <div className={styles["body"]}>
        {total === 0 ? (
          <p>{t`No token holds it, so it leaves the catalogue.`}</p>
        ) : (
          <>
            <p>
              {t`Those who hold it keep it and it stays valid; it is not offered for new tokens any more. You can offer it again at any time.`}
            </p>
            <p className={styles["count"]}>
              {plural(total, { one: `Held by ${held} token:`, other: `Held by ${held} tokens:` })}
            </p>
            {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it */}
            <ul className={styles["holders"]} tabIndex={0} aria-label={t`Tokens that hold it`}>
              {shown.map((token) => (
                <li key={token.id}>
                  <button
                    type="button"
                    className={styles["holder"]}
                    onClick={() => {
                      onClose();
                      onOpenToken(token.id);
                    }}
                  >
                    {token.name}
                  </button>
                </li>
              ))}
              {total > shown.length && <li className={styles["more"]}>{t`and ${more} more`}</li>}
            </ul>
          </>
        )}
        {fault && <FaultBanner fault={fault} />}
        {holders.error && <FaultBanner fault={asFault(holders.error)} />}
      </div>
    </ConfirmDialog>
  );
}

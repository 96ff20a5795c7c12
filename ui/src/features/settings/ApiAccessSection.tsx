import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { Copy, Plus } from "lucide-react";
import { useState } from "react";

import { Button } from "../../components/Button";
import { Chip } from "../../components/Chip";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { FaultBanner } from "../../components/FaultBanner";
import { IconButton } from "../../components/IconButton";
import { useToasts } from "../../components/ToastContext";
import { useFormat } from "../../format/useFormat";
import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { AdminKey } from "../../ipc/generated/AdminKey";
import type { Fault } from "../../ipc/generated/Fault";
import { faultText } from "../../messages/faultText";
import { queryKeys } from "../../session/queryKeys";
import { AdminKeyDialog } from "./AdminKeyDialog";
import { AdminKeyIssuedDialog } from "./AdminKeyIssuedDialog";
import styles from "./ApiAccessSection.module.css";
import { Section } from "./Section";

const icon = { size: 16, strokeWidth: 1.5, "aria-hidden": true } as const;
const LISTENER = ["tokendesk", "serve", "--admin-listen", "127.0.0.1:9181"].join(" ");

type Asked = { kind: "issue" } | { kind: "issued"; key: AdminKey } | { kind: "revoke"; key: AdminKey };

/** Keys of scripts that administer tokens over HTTP. */
export function ApiAccessSection() {
  const [asked, setAsked] = useState<Asked | null>(null);
  const keys = useQuery({ queryKey: queryKeys.adminKeys, queryFn: () => command("list_admin_keys") });
  const close = () => {
    setAsked(null);
  };
  return (
    <Section
      title={t`API access`}
      description={t`Keys with which scripts administer tokens over HTTP. They pass no gateway, and the audit log names each use.`}
      action={
        <Button
          size="small"
          icon={<Plus {...icon} />}
          onPress={() => {
            setAsked({ kind: "issue" });
          }}
        >
          {t`Issue a key…`}
        </Button>
      }
    >
      <ListenerLine />
      {keys.error && (
        <div className={styles["note"]}>
          <FaultBanner fault={asFault(keys.error)} />
        </div>
      )}
      {keys.data?.length === 0 && <p className={styles["empty"]}>{t`No script has a key yet.`}</p>}
      {keys.data !== undefined && keys.data.length > 0 && (
        <ul className={styles["keys"]} aria-label={t`Keys of scripts`}>
          {keys.data.map((key) => (
            <KeyRow
              key={key.id}
              adminKey={key}
              onRevoke={() => {
                setAsked({ kind: "revoke", key });
              }}
            />
          ))}
        </ul>
      )}
      {asked?.kind === "issue" && (
        <AdminKeyDialog
          onClose={close}
          onIssued={(key) => {
            setAsked({ kind: "issued", key });
          }}
        />
      )}
      {asked?.kind === "issued" && <AdminKeyIssuedDialog adminKey={asked.key} onClose={close} />}
      {asked?.kind === "revoke" && <RevokeQuestion adminKey={asked.key} onClose={close} />}
    </Section>
  );
}

/** How the interface for scripts is started. */
function ListenerLine() {
  const toasts = useToasts();
  const copy = () => {
    command("copy_plain_text", { text: LISTENER }).then(
      () => {
        toasts.show({ tone: "success", title: t`Copied.` });
      },
      (thrown: unknown) => {
        const { what, next } = faultText(asFault(thrown));
        toasts.show({ tone: "danger", title: what, detail: next });
      },
    );
  };
  return (
    <div className={styles["listener"]}>
      <span className={styles["muted"]}>{t`Scripts are answered by:`}</span>
      <code className={styles["command"]}>{LISTENER}</code>
      <IconButton size="small" label={t`Copy this command`} icon={<Copy {...icon} />} onPress={copy} />
    </div>
  );
}

function KeyRow({ adminKey, onRevoke }: { adminKey: AdminKey; onRevoke: () => void }) {
  const format = useFormat();
  const { name, state, scopes, allowIps, expiresMs, lastUsedMs } = adminKey;
  const expires = expiresMs === null ? null : format.moment(expiresMs);
  const used = lastUsedMs === null ? null : format.moment(lastUsedMs);
  const facts = [
    expires === null ? t`never expires` : state === "expired" ? t`expired ${expires}` : t`expires ${expires}`,
    used === null ? t`never used` : t`last used ${used}`,
  ];
  return (
    <li className={styles["key"]} data-over={state !== "active" || undefined}>
      <div className={styles["what"]}>
        <p className={styles["name"]}>
          <span>{name}</span>
          <code className={styles["masked"]}>{adminKey.maskedKey}</code>
          {state === "revoked" && <Chip tone="danger">{t`Revoked`}</Chip>}
          {state === "expired" && <Chip tone="warning">{t`Expired`}</Chip>}
        </p>
        <p className={styles["chips"]}>
          {scopes.map((scope) => (
            <Chip key={scope} mono>
              {scope}
            </Chip>
          ))}
          {allowIps.map((address) => (
            <Chip key={address} mono>
              {address}
            </Chip>
          ))}
          {allowIps.length === 0 && <span className={styles["muted"]}>{t`from every address`}</span>}
        </p>
        <p className={styles["muted"]}>{facts.join(" · ")}</p>
      </div>
      {state !== "revoked" && (
        <Button size="small" onPress={onRevoke} aria-label={t`Revoke: ${name}`}>
          {t`Revoke…`}
        </Button>
      )}
    </li>
  );
}

function RevokeQuestion({ adminKey, onClose }: { adminKey: AdminKey; onClose: () => void }) {
  const { id, name } = adminKey;
  const [fault, setFault] = useState<Fault | null>(null);
  const [isPending, setPending] = useState(false);
  const revoke = async () => {
    setPending(true);
    try {
      await command("revoke_admin_key", { id });
      onClose();
    } catch (thrown) {
      setFault(asFault(thrown));
      setPending(false);
    }
  };
  return (
    <ConfirmDialog
      title={t`Revoke “${name}”?`}
      confirmLabel={t`Revoke`}
      tone="danger"
      focus="cancel"
      isPending={isPending}
      onConfirm={() => void revoke()}
      onCancel={onClose}
    >
      <p>{t`Scripts with this key are refused from now on, for good. The tokens that they made stay.`}</p>
      {fault && <FaultBanner fault={fault} />}
    </ConfirmDialog>
  );
}

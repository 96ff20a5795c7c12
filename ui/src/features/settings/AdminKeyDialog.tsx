import { t } from "@lingui/core/macro";
import { useState } from "react";

import { Button } from "../../components/Button";
import { Checkbox } from "../../components/Checkbox";
import { Dialog } from "../../components/Dialog";
import { FaultBanner } from "../../components/FaultBanner";
import { AddressField } from "../../components/fields/AddressField";
import { allEntries, noAddresses } from "../../components/fields/addressEntries";
import { ExpiryField } from "../../components/fields/ExpiryField";
import { FieldRow } from "../../components/fields/FieldRow";
import { TextRow } from "../../components/fields/TextRow";
import { Kbd } from "../../components/Kbd";
import { useDirtyGuard } from "../../components/useDirtyGuard";
import { useFormat } from "../../format/useFormat";
import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { AddressReading } from "../../ipc/generated/AddressReading";
import type { AdminKey } from "../../ipc/generated/AdminKey";
import type { AdminScope } from "../../ipc/generated/AdminScope";
import type { ExpiryDraft } from "../../ipc/generated/ExpiryDraft";
import type { Fault } from "../../ipc/generated/Fault";
import type { Field } from "../../ipc/generated/Field";
import { problemText } from "../../messages/problemText";
import styles from "./AdminKeyDialog.module.css";

const allScopes: readonly AdminScope[] = ["tokens:read", "tokens:write", "keys:copy", "audit:read"];
const inAQuarter: ExpiryDraft = { kind: "in_days", days: 90 };

export interface AdminKeyDialogProps {
  onClose: () => void;
  onIssued: (key: AdminKey) => void;
}

/** Issues a key for a script. What is wrong is said by Rust when it is asked to. */
export function AdminKeyDialog({ onClose, onIssued }: AdminKeyDialogProps) {
  const format = useFormat();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<readonly AdminScope[]>(["tokens:read"]);
  const [expiry, setExpiry] = useState<ExpiryDraft>(inAQuarter);
  const [addresses, setAddresses] = useState(noAddresses);
  const [fault, setFault] = useState<Fault | null>(null);
  const [isPending, setPending] = useState(false);
  const guard = useDirtyGuard(name !== "" || allEntries(addresses).length > 0, onClose);

  const issue = async () => {
    const allowIps = allEntries(addresses);
    setAddresses({ entries: allowIps, pending: "" });
    setPending(true);
    try {
      onIssued(await command("issue_admin_key", { name, scopes: [...scopes], expiry, allowIps }));
    } catch (thrown) {
      setFault(asFault(thrown));
      setPending(false);
    }
  };
  const errors = fault?.code === "invalid" ? fault.errors : [];
  const at = (field: Field) =>
    errors
      .filter((error) => error.field === field && error.problem.code !== "address")
      .map((error) => problemText(error, format));
  // An entry that is no address speaks for itself, at its chip.
  const readings = addresses.entries.map((raw, index): AddressReading => {
    const error = errors.find((one) => one.field === "allowIps" && one.index === index);
    const problem = error?.problem.code === "address" ? error.problem.problem : null;
    return { raw, canonical: null, problem, note: null };
  });
  return (
    <Dialog
      title={t`Issue a key for a script`}
      onClose={guard.close}
      onConfirm={() => {
        void issue();
      }}
      footer={
        <>
          <Button onPress={guard.close}>{t`Cancel`}</Button>
          <Button
            variant="primary"
            isPending={isPending}
            onPress={() => void issue()}
            shortcut={<Kbd keys="Ctrl+Enter" />}
          >
            {t`Issue the key`}
          </Button>
        </>
      }
    >
      <div className={styles["form"]}>
        <TextRow
          field="name"
          label={t`Name`}
          isRequired
          autoFocus
          value={name}
          onChange={setName}
          errors={at("name")}
          hint={t`The audit log calls the script api:NAME.`}
        />
        <FieldRow field="scopes" label={t`May`} isRequired isGroup errors={at("scopes")}>
          {() => (
            <div className={styles["scopes"]}>
              {allScopes.map((scope) => (
                <Checkbox
                  key={scope}
                  isSelected={scopes.includes(scope)}
                  onChange={(isHeld) => {
                    setScopes(allScopes.filter((one) => (one === scope ? isHeld : scopes.includes(one))));
                  }}
                  description={scopeText(scope)}
                >
                  <code>{scope}</code>
                </Checkbox>
              ))}
            </div>
          )}
        </FieldRow>
        <ExpiryField value={expiry} onChange={setExpiry} expiresMs={null} errors={at("expiry")} />
        <AddressField
          list="allow"
          value={addresses}
          onChange={setAddresses}
          readings={readings}
          errors={at("allowIps")}
        />
        {fault && fault.code !== "invalid" && <FaultBanner fault={fault} />}
      </div>
      {guard.question}
    </Dialog>
  );
}

function scopeText(scope: AdminScope): string {
  switch (scope) {
    case "tokens:read":
      return t`List tokens and look at them`;
    case "tokens:write":
      return t`Create tokens and change them; a new token's key is part of the answer`;
    case "keys:copy":
      return t`Get the keys of copyable tokens again`;
    case "audit:read":
      return t`Read what was done to tokens, and by whom`;
  }
}

import { t } from "@lingui/core/macro";
import { useState } from "react";

import { Button } from "../../components/Button";
import { Chip } from "../../components/Chip";
import { Dialog } from "../../components/Dialog";
import { FaultBanner } from "../../components/FaultBanner";
import { Kbd } from "../../components/Kbd";
import { TextField } from "../../components/TextField";
import { useDirtyGuard } from "../../components/useDirtyGuard";
import { useFormat } from "../../format/useFormat";
import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { Fault } from "../../ipc/generated/Fault";
import type { Field } from "../../ipc/generated/Field";
import type { Scope } from "../../ipc/generated/Scope";
import { problemText } from "../../messages/problemText";
import styles from "./ScopeDialog.module.css";

export interface ScopeDialogProps {
  /** null: a new one. */
  scope: Scope | null;
  /** Groups that exist, to choose from. */
  groups: string[];
  onClose: () => void;
}

export function ScopeDialog({ scope, groups, onClose }: ScopeDialogProps) {
  const format = useFormat();
  const [name, setName] = useState(scope?.name ?? "");
  const [group, setGroup] = useState(scope?.group ?? "");
  const [description, setDescription] = useState(scope?.description ?? "");
  const [fault, setFault] = useState<Fault | null>(null);
  const [isPending, setPending] = useState(false);
  const isDirty =
    name !== (scope?.name ?? "") ||
    group !== (scope?.group ?? "") ||
    description !== (scope?.description ?? "");
  const guard = useDirtyGuard(isDirty, onClose);

  const save = async () => {
    setPending(true);
    try {
      await command(scope === null ? "add_scope" : "edit_scope", { name, group, description });
      onClose();
    } catch (thrown) {
      setFault(asFault(thrown));
      setPending(false);
    }
  };
  const errorAt = (field: Field) => {
    const error = fault?.code === "invalid" ? fault.errors.find((one) => one.field === field) : undefined;
    return error ? problemText(error, format) : null;
  };
  const others = groups.filter((one) => one !== "" && one !== group);
  return (
    <Dialog
      size="small"
      title={scope === null ? t`Add scope` : t`Edit scope`}
      onClose={guard.close}
      onConfirm={() => {
        void save();
      }}
      footer={
        <>
          <Button onPress={guard.close}>{t`Cancel`}</Button>
          <Button
            variant="primary"
            onPress={() => void save()}
            isPending={isPending}
            shortcut={<Kbd keys="Ctrl+Enter" />}
          >
            {t`Save`}
          </Button>
        </>
      }
    >
      <div className={styles["form"]}>
        {scope === null ? (
          <TextField
            label={t`Name`}
            isRequired
            autoFocus
            mono
            value={name}
            onChange={setName}
            error={errorAt("scopeName")}
            description={t`Such as clusters:read. It never changes after this.`}
          />
        ) : (
          <TextField
            label={t`Name`}
            mono
            isReadOnly
            value={name}
            onChange={setName}
            description={t`Gateways know the scope by its name; it can't be changed.`}
          />
        )}
        <div>
          <TextField
            label={t`Group`}
            autoFocus={scope !== null}
            value={group}
            onChange={setGroup}
            error={errorAt("scopeGroup")}
            description={t`The heading it stands under; may be empty.`}
          />
          {others.length > 0 && (
            <div className={styles["groups"]}>
              {others.map((one) => (
                <button
                  key={one}
                  type="button"
                  className={styles["suggestion"]}
                  aria-label={t`Use the group “${one}”`}
                  onClick={() => {
                    setGroup(one);
                  }}
                >
                  <Chip>{one}</Chip>
                </button>
              ))}
            </div>
          )}
        </div>
        <TextField
          label={t`Description`}
          multiline
          rows={2}
          value={description}
          onChange={setDescription}
          error={errorAt("description")}
        />
        {fault && fault.code !== "invalid" && <FaultBanner fault={fault} />}
      </div>
      {guard.question}
    </Dialog>
  );
}

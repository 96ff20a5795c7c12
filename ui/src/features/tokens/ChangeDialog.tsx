import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { FaultBanner } from "../../components/FaultBanner";
import { Kbd } from "../../components/Kbd";
import { TextField } from "../../components/TextField";
import { useFormat } from "../../format/useFormat";
import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { ChangeAction } from "../../ipc/generated/ChangeAction";
import type { Fault } from "../../ipc/generated/Fault";
import type { Target } from "../../ipc/generated/Target";
import { problemText } from "../../messages/problemText";
import { queryKeys } from "../../session/queryKeys";
import { type ActionKind, actionLabel, consequenceText, questionText } from "./changeWords";
import { useLate } from "../../session/useLate";
import styles from "./ChangeDialog.module.css";

const PATIENCE_MS = 200;

export interface ChangeDialogProps {
  kind: ActionKind;
  target: Target;
  /** How many tokens are chosen. */
  count: number;
  /** Something else stands in its place. */
  isHidden: boolean;
  carryOut: (action: ChangeAction) => Promise<void>;
  onClose: () => void;
}

/** Asks before a change to several tokens or a final one, and says how many will change. */
export function ChangeDialog({ kind, target, count, isHidden, carryOut, onClose }: ChangeDialogProps) {
  const format = useFormat();
  const [reason, setReason] = useState("");
  const [fault, setFault] = useState<Fault | null>(null);
  const [isPending, setPending] = useState(false);

  const action: ChangeAction = kind === "revoke" ? { kind, reason } : { kind };
  const preview = useQuery({
    queryKey: [...queryKeys.data, "preview", kind, target],
    queryFn: () => command("preview_change", { target, action }),
  });

  const confirm = async () => {
    setPending(true);
    setFault(null);
    try {
      await carryOut(action);
      onClose();
    } catch (thrown) {
      setFault(asFault(thrown));
      setPending(false);
    }
  };

  // Counting a million takes a moment; a short one is waited for, so that nothing flickers.
  const isCounting = useLate(preview.isPending, PATIENCE_MS);
  const { total = count, willChange = count, only = null } = preview.data ?? {};
  const isFinal = kind === "revoke" || kind === "purge";
  const error = fault?.code === "invalid" ? fault.errors.find(({ field }) => field === "reason") : undefined;
  const [changing, all, rest] = [format.count(willChange), format.count(total), total - willChange];
  if (isHidden || (preview.isPending && !isCounting)) return null;
  return (
    <Dialog
      role="alertdialog"
      size="small"
      title={questionText(kind, total, only)}
      onClose={onClose}
      onConfirm={() => {
        if (willChange > 0) void confirm();
      }}
      footer={
        <>
          <Button onPress={onClose} autoFocus={kind === "purge"}>
            {willChange === 0 ? t`Close` : t`Cancel`}
          </Button>
          {willChange > 0 && (
            <Button
              variant={isFinal || kind === "delete" ? "danger" : "primary"}
              onPress={() => void confirm()}
              isPending={isPending}
              autoFocus={!isFinal}
              shortcut={kind === "revoke" ? <Kbd keys="Ctrl+Enter" /> : undefined}
            >
              {actionLabel(kind).replace("…", "")}
            </Button>
          )}
        </>
      }
    >
      <div className={styles["body"]}>
        {only === null && (
          <p className={styles["count"]} aria-live="polite">
            {preview.isPending
              ? t`Counting…`
              : rest === 0
                ? t`All ${all} will change.`
                : t`${changing} of ${all} will change.`}
          </p>
        )}
        {rest > 0 && (
          <p
            className={styles["muted"]}
          >{t`The others are in that state already, or it can't be done to them.`}</p>
        )}
        {willChange > 0 && <p className={styles["muted"]}>{consequenceText(kind)}</p>}
        {kind === "revoke" && willChange > 0 && (
          <TextField
            label={t`Reason`}
            isRequired
            autoFocus
            multiline
            rows={3}
            value={reason}
            onChange={setReason}
            error={error ? problemText(error, format) : null}
            description={t`Stands in the history of the token.`}
          />
        )}
        {fault && fault.code !== "invalid" && <FaultBanner fault={fault} />}
        {preview.error && <FaultBanner fault={asFault(preview.error)} />}
      </div>
    </Dialog>
  );
}

import { plural, t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { FaultBanner } from "../../components/FaultBanner";
import { TextField } from "../../components/TextField";
import { useFormat } from "../../format/useFormat";
import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { Fault } from "../../ipc/generated/Fault";
import type { Finding } from "../../ipc/generated/Finding";
import type { RemedyPreview } from "../../ipc/generated/RemedyPreview";
import type { Target } from "../../ipc/generated/Target";
import { problemText } from "../../messages/problemText";
import { queryKeys } from "../../session/queryKeys";
import { useChangeProgress } from "../../session/useChangeProgress";
import { type Fix, fixConsequence, fixLabel } from "./fixes";
import { FixExamples } from "./FixExamples";
import { useFix } from "./useFix";
import styles from "./FixDialog.module.css";

export interface FixDialogProps {
  finding: Finding;
  fix: Fix;
  target: Target;
  /** Where it is one token. */
  name: string | null;
  onClose: () => void;
}

/** Shows what a fix will change, and asks. While many are changed, it tells how far that is. */
export function FixDialog({ finding, fix, target, name, onClose }: FixDialogProps) {
  const format = useFormat();
  const carryOut = useFix();
  const [reason, setReason] = useState("");
  const [fault, setFault] = useState<Fault | null>(null);
  const [isRunning, setRunning] = useState(false);
  const progress = useChangeProgress(isRunning);
  const preview = useQuery({
    queryKey: [...queryKeys.posture, "preview", fix, target],
    queryFn: () => previewOf(fix, target),
    // What is asked about stands still while it is looked at.
    staleTime: Infinity,
    gcTime: 0,
  });

  const confirm = async () => {
    setRunning(true);
    setFault(null);
    try {
      await carryOut(fix, target, reason);
      onClose();
    } catch (thrown) {
      setFault(asFault(thrown));
      setRunning(false);
    }
  };
  const cancel = () => {
    if (!isRunning) onClose();
    // Refused only where nothing runs any more; then the dialog goes anyway.
    else command("cancel_change").catch(() => undefined);
  };

  const label = fixLabel(fix, finding).replace("…", "");
  const { total = 0, willChange = 0, examples = [] } = preview.data ?? {};
  const [changing, all, count] = [format.count(willChange), format.count(total), total];
  const [done, whole] = [format.count(progress?.done ?? 0), format.count(progress?.total ?? 0)];
  const error = fault?.code === "invalid" ? fault.errors.find(({ field }) => field === "reason") : undefined;
  const isFinal = fix.kind === "revoke";
  const canConfirm = willChange > 0;
  return (
    <Dialog
      role="alertdialog"
      size={examples.length > 0 ? "medium" : "small"}
      title={
        name === null
          ? plural(count, { one: `${label}: # token?`, other: `${label}: # tokens?` })
          : t`${label}: “${name}”?`
      }
      onClose={cancel}
      onConfirm={() => {
        if (canConfirm && !isRunning) void confirm();
      }}
      footer={
        <>
          <Button onPress={cancel}>{canConfirm || preview.isPending ? t`Cancel` : t`Close`}</Button>
          {canConfirm && (
            <Button
              variant={isFinal ? "danger" : "primary"}
              isPending={isRunning}
              autoFocus={!isFinal}
              onPress={() => void confirm()}
            >
              {label}
            </Button>
          )}
        </>
      }
    >
      <div className={styles["body"]}>
        <p aria-live="polite" className={styles["count"]}>
          {isRunning && progress !== null
            ? t`${done} of ${whole}`
            : preview.isPending
              ? t`Counting…`
              : total === 0
                ? t`Nothing needs this any more.`
                : willChange === total
                  ? name === null && t`All ${all} will change.`
                  : t`${changing} of ${all} will change.`}
        </p>
        {canConfirm && <p className={styles["muted"]}>{fixConsequence(fix, finding)}</p>}
        <FixExamples examples={examples} rest={willChange - examples.length} />
        {isFinal && canConfirm && (
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

async function previewOf(fix: Fix, target: Target): Promise<RemedyPreview> {
  if (fix.kind !== "disable" && fix.kind !== "revoke")
    return command("preview_remedy", { target, remedy: fix });
  const action = fix.kind === "revoke" ? ({ kind: "revoke", reason: "" } as const) : fix;
  const { total, willChange } = await command("preview_change", { target, action });
  return { total, willChange, examples: [] };
}

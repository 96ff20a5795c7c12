import { t } from "@lingui/core/macro";
import { Download } from "lucide-react";
import { Suspense, useRef, useState } from "react";

import { Button } from "../../components/Button";
import { lazily } from "../../components/lazily";
import { Menu } from "../../components/Menu";
import { useToasts } from "../../components/ToastContext";
import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { AuditFilter } from "../../ipc/generated/AuditFilter";
import type { FileFormat } from "../../ipc/generated/FileFormat";
import { faultText } from "../../messages/faultText";
import { useChangeProgress } from "../../session/useChangeProgress";
import { useLate } from "../../session/useLate";

const ProgressDialog = lazily(() => import("../../components/ProgressDialog"), "ProgressDialog");

/** An export that is over sooner shows no progress. */
const QUICK_MS = 400;

/** Saves what the filter shows, in one of two forms. */
export function ExportButton({ filter }: { filter: AuditFilter }) {
  const toasts = useToasts();
  const trigger = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [isSaving, setSaving] = useState(false);
  // None is told before the dialog for the file is answered.
  const progress = useChangeProgress(isSaving, "audit-progress");
  const isLate = useLate(progress !== null, QUICK_MS);
  const save = async (format: FileFormat) => {
    setSaving(true);
    try {
      const { path } = await command("export_audit", { filter, format, title: t`Export the audit log` });
      if (path !== null) toasts.show({ tone: "success", title: t`Audit log exported`, detail: path });
    } catch (thrown) {
      const { what, next, detail } = faultText(asFault(thrown));
      toasts.show({ tone: "danger", title: what, detail: detail ?? next });
    } finally {
      setSaving(false);
    }
  };
  const entry = (id: FileFormat, label: string) => ({ id, label, onAction: () => void save(id) });
  return (
    <div ref={trigger}>
      <Button
        icon={<Download size={16} strokeWidth={1.5} aria-hidden />}
        isPending={isSaving}
        onPress={() => {
          setOpen(true);
        }}
      >
        {t`Export…`}
      </Button>
      <Menu
        label={t`Export the audit log`}
        triggerRef={trigger}
        isOpen={isOpen}
        onClose={() => {
          setOpen(false);
        }}
        entries={[entry("csv", t`Table (CSV)`), entry("json_lines", t`JSON Lines`)]}
      />
      <Suspense fallback={null}>
        {isLate && (
          <ProgressDialog
            title={t`Exporting the audit log…`}
            progress={progress}
            hint={t`No file is written when you cancel.`}
            onCancel={() => {
              // Refused only where nothing is written any more; then the dialog goes anyway.
              command("cancel_audit").catch(() => undefined);
            }}
          />
        )}
      </Suspense>
    </div>
  );
}

import { t } from "@lingui/core/macro";
import { Copy, Download } from "lucide-react";
import { useState } from "react";

import { Button } from "../../components/Button";
import { useToasts } from "../../components/ToastContext";
import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { GatewayFile } from "../../ipc/generated/GatewayFile";
import type { GatewayForm } from "../../ipc/generated/GatewayForm";
import { faultText } from "../../messages/faultText";
import styles from "./ConfigFiles.module.css";

const icon = { size: 16, strokeWidth: 1.5, "aria-hidden": true } as const;

/** One file, to read, copy and save. Its secret is hidden here; what is copied and saved has it. */
export function ConfigFile({ form, file: { name, text } }: { form: GatewayForm; file: GatewayFile }) {
  const toasts = useToasts();
  const [isSaving, setSaving] = useState(false);
  const lines = text.split("\n").length;

  const refused = (thrown: unknown) => {
    const { what, next, detail } = faultText(asFault(thrown));
    toasts.show({ tone: "danger", title: what, detail: detail ?? next });
  };
  const copy = async () => {
    try {
      const { clearsMs } = await command("copy_gateway_file", { form, name });
      const seconds = Math.max(1, Math.round(((clearsMs ?? 0) - Date.now()) / 1000));
      toasts.show({
        tone: "success",
        title: t`${name} copied`,
        ...(clearsMs !== null && { detail: t`The clipboard is cleared in ${seconds} s.` }),
        lastsMs: 4000,
      });
    } catch (thrown) {
      refused(thrown);
    }
  };
  const save = async () => {
    setSaving(true);
    try {
      const { path } = await command("save_gateway_file", { file: { form, name }, title: t`Save ${name}` });
      if (path !== null) toasts.show({ tone: "success", title: t`${name} saved`, detail: path });
    } catch (thrown) {
      refused(thrown);
    } finally {
      setSaving(false);
    }
  };
  return (
    <div className={styles["file"]}>
      <div className={styles["bar"]}>
        <code className={styles["name"]}>{name}</code>
        <Button size="small" icon={<Copy {...icon} />} onPress={() => void copy()}>
          {t`Copy`}
        </Button>
        <Button size="small" icon={<Download {...icon} />} isPending={isSaving} onPress={() => void save()}>
          {t`Save…`}
        </Button>
      </div>
      <textarea
        className={styles["text"]}
        aria-label={name}
        readOnly
        wrap="off"
        spellCheck={false}
        rows={lines}
        value={text}
      />
    </div>
  );
}

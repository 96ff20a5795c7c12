import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { Copy } from "lucide-react";
import { useState } from "react";

import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { FaultBanner } from "../../components/FaultBanner";
import { Progress } from "../../components/Progress";
import { TextField } from "../../components/TextField";
import { useToasts } from "../../components/ToastContext";
import { useFormat } from "../../format/useFormat";
import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { AuditVerdict } from "../../ipc/generated/AuditVerdict";
import { verdictText } from "../../messages/auditText";
import { faultText } from "../../messages/faultText";
import { queryKeys } from "../../session/queryKeys";
import { useChangeProgress } from "../../session/useChangeProgress";
import styles from "./CheckDialog.module.css";

/** Is every entry as it was written? Asked at once; once more with a head that was noted. */
export function CheckDialog({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const [noted, setNoted] = useState("");
  const check = useQuery({
    queryKey: queryKeys.auditCheck(noted),
    queryFn: () => command("check_audit", { noted }),
    gcTime: 0,
  });
  const progress = useChangeProgress(check.isFetching, "audit-progress");
  const close = () => {
    // Refused only where nothing is looked through any more.
    if (check.isFetching) command("cancel_audit").catch(() => undefined);
    onClose();
  };
  const again = () => {
    if (typed.trim() === noted) void check.refetch();
    else setNoted(typed.trim());
  };
  return (
    <Dialog
      title={t`Verify the audit log`}
      onClose={close}
      onConfirm={() => {
        if (!check.isFetching) again();
      }}
      footer={
        <>
          <Button isPending={check.isFetching} onPress={again}>
            {t`Verify again`}
          </Button>
          <Button variant="primary" onPress={close}>
            {check.isFetching ? t`Cancel` : t`Close`}
          </Button>
        </>
      }
    >
      <div className={styles["body"]} aria-live="polite">
        {check.isFetching && (
          <div className={styles["wait"]}>
            {t`Every entry is looked at…`}
            <Progress label={t`Verify the audit log`} progress={progress} />
          </div>
        )}
        {check.error && <FaultBanner fault={asFault(check.error)} />}
        {check.data && !check.isFetching && <Verdict verdict={check.data} />}
        <TextField
          label={t`A head that you noted earlier`}
          description={t`Whoever can write the data file can write a whole new log. A head that you keep elsewhere shows that, too.`}
          value={typed}
          onChange={setTyped}
          mono
        />
      </div>
    </Dialog>
  );
}

function Verdict({ verdict }: { verdict: AuditVerdict }) {
  const toasts = useToasts();
  const format = useFormat();
  const { isIntact, title, detail } = verdictText(verdict, format);
  const copy = async (head: string) => {
    try {
      await command("copy_plain_text", { text: head });
      toasts.show({ tone: "success", title: t`Head copied`, lastsMs: 4000 });
    } catch (thrown) {
      const { what, next } = faultText(asFault(thrown));
      toasts.show({ tone: "danger", title: what, detail: next });
    }
  };
  return (
    <>
      <Banner tone={isIntact ? "success" : "danger"} title={title}>
        {detail}
      </Banner>
      {verdict.kind === "intact" && (
        <div className={styles["head"]}>
          <span className={styles["label"]}>{t`Head of the log, to be noted elsewhere`}</span>
          <div className={styles["line"]}>
            <code className={styles["hash"]}>{verdict.head}</code>
            <Button
              size="small"
              icon={<Copy size={16} strokeWidth={1.5} aria-hidden />}
              onPress={() => void copy(verdict.head)}
            >
              {t`Copy`}
            </Button>
          </div>
        </div>
      )}
    </>
  );
}

import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { BackupList } from "../../components/BackupList";
import { BackupSummary } from "../../components/BackupSummary";
import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { Dialog } from "../../components/Dialog";
import { FaultBanner } from "../../components/FaultBanner";
import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { BackupContent } from "../../ipc/generated/BackupContent";
import type { Fault } from "../../ipc/generated/Fault";
import { queryKeys } from "../../session/queryKeys";
import styles from "./ReplacementDialog.module.css";

export interface ReplacementDialogProps {
  onClose: () => void;
  /** The data file may be usable now. */
  onReplaced: () => void;
}

type Step =
  | { name: "choose" }
  | { name: "ask"; content: BackupContent }
  /** Where the file that can't be used is now. */
  | { name: "done"; kept: string | null };

/** A backup takes the place of a data file that can't be used: chosen, checked, asked for; then where that one is kept. */
export function ReplacementDialog({ onClose, onReplaced }: ReplacementDialogProps) {
  const [step, setStep] = useState<Step>({ name: "choose" });
  const [isPending, setPending] = useState(false);
  const [fault, setFault] = useState<Fault | null>(null);
  const found = useQuery({ queryKey: queryKeys.backupsAtHand, queryFn: () => command("backups_at_hand") });

  // The checked copy is as large as the backup: it goes with the question.
  useEffect(
    () => () => {
      command("drop_restore").catch(() => undefined);
    },
    [],
  );
  const act = async (work: () => Promise<Step | null>) => {
    setPending(true);
    setFault(null);
    try {
      const next = await work();
      if (next) setStep(next);
    } catch (thrown) {
      setFault(asFault(thrown));
    } finally {
      setPending(false);
    }
  };
  const choose = (name: string | null) =>
    void act(async () => {
      const content = await command("prepare_replacement", { name, title: t`Choose a backup` });
      return content && { name: "ask", content };
    });
  const replace = () =>
    void act(async () => ({ name: "done", kept: (await command("replace_data_file")).kept }));
  const shownFault = fault ?? (found.error ? asFault(found.error) : null);

  if (step.name === "done") {
    return (
      <Dialog
        size="small"
        mustAnswer
        title={step.kept === null ? t`Nothing had to be restored` : t`The backup is restored`}
        onClose={onReplaced}
        footer={
          <Button variant="primary" autoFocus onPress={onReplaced}>
            {t`Open the console`}
          </Button>
        }
      >
        {step.kept === null ? (
          <p>{t`The data file can be used again.`}</p>
        ) : (
          <div className={styles["body"]}>
            <p>{t`The file that could not be used is kept here:`}</p>
            <code className={styles["path"]}>{step.kept}</code>
          </div>
        )}
      </Dialog>
    );
  }
  if (step.name === "ask") {
    return (
      <ConfirmDialog
        title={t`Restore this backup?`}
        confirmLabel={t`Restore`}
        cancelLabel={t`Back`}
        tone="danger"
        focus="cancel"
        isPending={isPending}
        onConfirm={replace}
        onCancel={() => {
          setFault(null);
          setStep({ name: "choose" });
        }}
      >
        <div className={styles["body"]}>
          <BackupSummary content={step.content} />
          <Banner tone="warning">
            {t`It becomes the data file. What was done since the backup was made is only in the file that can't be used: tokens that were revoked since are valid again, and use since is not counted.`}
          </Banner>
          <p className={styles["muted"]}>
            {t`The file that can't be used is moved to the folder of the backups first; nothing of it is lost.`}
          </p>
          {shownFault && <FaultBanner fault={shownFault} />}
        </div>
      </ConfirmDialog>
    );
  }
  return (
    <Dialog
      title={t`Restore from a backup`}
      onClose={onClose}
      footer={
        <>
          <Button
            isPending={isPending}
            onPress={() => {
              choose(null);
            }}
          >
            {t`Choose a file…`}
          </Button>
          <Button onPress={onClose}>{t`Cancel`}</Button>
        </>
      }
    >
      <div className={styles["body"]}>
        <p className={styles["muted"]}>
          {t`The backup is checked first, and you are asked before it takes the place of the data file.`}
        </p>
        {shownFault && <FaultBanner fault={shownFault} />}
        {found.data?.length === 0 && (
          <p>{t`There are no backups beside the data file. If a copy of it lies elsewhere, choose that file.`}</p>
        )}
        {found.data !== undefined && found.data.length > 0 && (
          <div className={styles["list"]}>
            <BackupList backups={found.data} isDisabled={isPending} onRestore={choose} />
          </div>
        )}
      </div>
    </Dialog>
  );
}

import { plural, t } from "@lingui/core/macro";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { FaultBanner } from "../../components/FaultBanner";
import { FileDrop } from "../../components/FileDrop";
import { Progress } from "../../components/Progress";
import { RadioGroup } from "../../components/RadioGroup";
import { Spinner } from "../../components/Spinner";
import { useFormat } from "../../format/useFormat";
import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { ImportChoice } from "../../ipc/generated/ImportChoice";
import { queryKeys } from "../../session/queryKeys";
import { useChangeProgress } from "../../session/useChangeProgress";
import { dismissed, useVaultGate } from "../../session/useVaultGate";
import { ImportOptions } from "./ImportOptions";
import { ImportPreview } from "./ImportPreview";
import { ImportResult } from "./ImportResult";
import { useTokenFile } from "./useTokenFile";
import type { ImportReport } from "../../ipc/generated/ImportReport";
import type { Fault } from "../../ipc/generated/Fault";
import styles from "./ImportDialog.module.css";

interface ImportDialogProps {
  /** The file that was dropped on the page; null: none yet. */
  readonly dropped: File | null;
  readonly onClose: () => void;
}

const AS_IT_IS: ImportChoice = { scopes: [], newKeys: false };

/** Tokens from a file: which file, what importing it would do, how far it is, what became of it. */
export function ImportDialog({ dropped, onClose }: ImportDialogProps) {
  const format = useFormat();
  const queries = useQueryClient();
  const gate = useVaultGate();
  const [choice, setChoice] = useState<ImportChoice>(AS_IT_IS);
  const [leavesOut, setLeavesOut] = useState(false);
  const [fault, setFault] = useState<Fault | null>(null);
  const [isRunning, setRunning] = useState(false);
  const [report, setReport] = useState<ImportReport | null>(null);
  const progress = useChangeProgress(isRunning);
  const file = useTokenFile(dropped, () => {
    setChoice(AS_IT_IS);
    setLeavesOut(false);
    setFault(null);
  });
  const preview = useQuery({
    queryKey: queryKeys.tokenImport(file.taken, choice),
    queryFn: () => command("preview_token_import", choice),
    enabled: file.name !== null && !isRunning && report === null,
    retry: false,
    gcTime: 0,
  });
  useEffect(
    () => () => {
      command("forget_token_file").catch(() => undefined);
    },
    [],
  );

  const found = preview.error ? null : (preview.data ?? null);
  const counts = found?.counts ?? { issued: 0, adopted: 0, alreadyThere: 0, refused: 0 };
  const toImport = counts.issued + counts.adopted;
  const isHeld = counts.refused > 0 && !leavesOut;
  const run = async () => {
    setRunning(true);
    setFault(null);
    try {
      const done = await gate(() => command("import_tokens", { choice, leaveOutWrong: leavesOut }));
      if (done !== dismissed) setReport(done);
    } catch (thrown) {
      setFault(asFault(thrown));
    } finally {
      setRunning(false);
      void queries.invalidateQueries({ queryKey: queryKeys.data });
    }
  };
  const cancel = () => {
    if (!isRunning) onClose();
    // Refused only where nothing runs any more.
    else command("cancel_change").catch(() => undefined);
  };

  if (report !== null) return <ImportResult report={report} onClose={onClose} />;
  const count = format.count(toImport);
  const shownFault = fault ?? file.fault ?? (preview.error ? asFault(preview.error) : null);
  const wantsScopes = shownFault?.code === "token_file_refused" && shownFault.problem === "no_scopes";
  return (
    <Dialog
      size="large"
      title={t`Import tokens`}
      onClose={cancel}
      footer={
        <>
          <Button onPress={cancel}>{t`Cancel`}</Button>
          <Button
            variant="primary"
            isDisabled={toImport === 0 || isHeld || preview.isFetching}
            isPending={isRunning}
            onPress={() => void run()}
          >
            {toImport === 0
              ? t`Import`
              : plural(toImport, { one: `Import ${count} token`, other: `Import ${count} tokens` })}
          </Button>
        </>
      }
    >
      {isRunning ? (
        <div className={styles["running"]}>
          <Progress label={t`Importing…`} progress={progress} />
          <p className={styles["muted"]}>{t`What is imported when you cancel stays.`}</p>
        </div>
      ) : (
        <div className={styles["body"]}>
          <FileDrop
            text={file.name ?? t`Drop a table (CSV), JSON Lines or a list of new-api here.`}
            onFile={file.drop}
          >
            <Button size="small" onPress={file.choose}>
              {file.name === null ? t`Choose a file…` : t`Choose another…`}
            </Button>
          </FileDrop>
          {file.unreadable !== null && (
            <Banner tone="danger" live>
              {file.unreadable}
            </Banner>
          )}
          {shownFault && !wantsScopes && <FaultBanner fault={shownFault} />}
          {file.name !== null && (
            <ImportOptions choice={choice} preview={found} wantsScopes={wantsScopes} onChange={setChoice} />
          )}
          {file.name !== null && preview.isPending && (
            <p className={styles["wait"]}>
              <Spinner />
            </p>
          )}
          {found && <ImportPreview preview={found} />}
          {counts.refused > 0 && toImport > 0 && (
            <RadioGroup<"all" | "right">
              label={t`Rows that are wrong`}
              value={leavesOut ? "right" : "all"}
              choices={[
                {
                  value: "all",
                  label: t`All or nothing`,
                  description: t`Correct the file, then choose it again; nothing is imported before.`,
                },
                {
                  value: "right",
                  label: t`Leave them out`,
                  description: plural(counts.refused, {
                    one: "# row is left out; the others are imported.",
                    other: "# rows are left out; the others are imported.",
                  }),
                },
              ]}
              onChange={(chosen) => {
                setLeavesOut(chosen === "right");
              }}
            />
          )}
        </div>
      )}
    </Dialog>
  );
}

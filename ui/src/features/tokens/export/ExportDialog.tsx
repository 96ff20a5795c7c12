import { plural, t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { Banner } from "../../../components/Banner";
import { Button } from "../../../components/Button";
import { Checkbox } from "../../../components/Checkbox";
import { Dialog } from "../../../components/Dialog";
import { FaultBanner } from "../../../components/FaultBanner";
import { Progress } from "../../../components/Progress";
import { RadioGroup } from "../../../components/RadioGroup";
import { useFormat } from "../../../format/useFormat";
import { command } from "../../../ipc/command";
import { asFault } from "../../../ipc/fault";
import type { ExportReport } from "../../../ipc/generated/ExportReport";
import type { FileFormat } from "../../../ipc/generated/FileFormat";
import { queryKeys } from "../../../session/queryKeys";
import { useAsk } from "../../../session/useAsk";
import { useChangeProgress } from "../../../session/useChangeProgress";
import { useLate } from "../../../session/useLate";
import { dismissed, useVaultGate } from "../../../session/useVaultGate";
import { ExportPreview } from "./ExportPreview";
import { ExportResult } from "./ExportResult";
import type { ExportSource } from "./exportSources";
import styles from "./ExportDialog.module.css";

interface ExportDialogProps {
  /** What can be exported; the first is meant unless another one is chosen. */
  readonly sources: readonly [ExportSource, ...ExportSource[]];
  readonly onClose: () => void;
}

/** An export that is over sooner shows no progress. */
const QUICK_MS = 400;

/** Tokens to a file: which of them, how, with or without keys; how far it is, what became of it. */
export function ExportDialog({ sources, onClose }: ExportDialogProps) {
  const format = useFormat();
  const gate = useVaultGate();
  const { ask, isPending, fault } = useAsk();
  const [kind, setKind] = useState(sources[0].kind);
  const [fileFormat, setFileFormat] = useState<FileFormat>("csv");
  const [withKeys, setWithKeys] = useState(false);
  const [isCancelled, setCancelled] = useState(false);
  const [report, setReport] = useState<ExportReport | null>(null);
  // None is told before the dialog for the file is answered.
  const progress = useChangeProgress(isPending);
  const isLate = useLate(progress !== null, QUICK_MS);
  const { target } = sources.find((source) => source.kind === kind) ?? sources[0];
  const preview = useQuery({
    queryKey: queryKeys.tokenExport(target),
    queryFn: () => command("preview_token_export", target),
    enabled: !isPending && report === null,
    retry: false,
    gcTime: 0,
  });
  const tokens = preview.data?.tokens ?? 0;

  const save = () => {
    setCancelled(false);
    const order = { target, format: fileFormat, withKeys, title: t`Export tokens` };
    void ask(async () => {
      const done = await gate(() => command("export_tokens", order));
      if (done !== dismissed) setReport(done);
    });
  };
  const cancel = () => {
    if (!isPending) {
      onClose();
      return;
    }
    setCancelled(true);
    // Refused only where nothing is written any more.
    command("cancel_change").catch(() => undefined);
  };

  if (report !== null) return <ExportResult report={report} withKeys={withKeys} onClose={onClose} />;
  const count = format.count(tokens);
  return (
    <Dialog
      title={t`Export tokens`}
      onClose={cancel}
      footer={
        <>
          <Button onPress={cancel}>{t`Cancel`}</Button>
          <Button variant="primary" isDisabled={tokens === 0} isPending={isPending} onPress={save}>
            {tokens === 0
              ? t`Export…`
              : plural(tokens, { one: `Export ${count} token…`, other: `Export ${count} tokens…` })}
          </Button>
        </>
      }
    >
      {isLate ? (
        <div className={styles["counts"]}>
          <Progress label={t`Exporting…`} progress={progress} />
          <p className={styles["muted"]}>{t`No file is written when you cancel.`}</p>
        </div>
      ) : (
        <div className={styles["body"]}>
          {fault && <FaultBanner fault={fault} />}
          {isCancelled && !isPending && !fault && (
            <Banner tone="info" live>{t`Cancelled. No file was written.`}</Banner>
          )}
          <RadioGroup
            label={t`Tokens`}
            value={kind}
            choices={sources.map((source) => ({
              value: source.kind,
              label: sourceText(source, format.count),
            }))}
            onChange={setKind}
            isDisabled={isPending}
          />
          <RadioGroup<FileFormat>
            label={t`Format`}
            look="segments"
            value={fileFormat}
            choices={[
              { value: "csv", label: t`Table (CSV)` },
              { value: "json_lines", label: t`JSON Lines` },
            ]}
            onChange={setFileFormat}
            isDisabled={isPending}
          />
          <Checkbox
            isSelected={withKeys}
            isDisabled={isPending}
            onChange={setWithKeys}
            description={t`Without keys, an import of the file gives each token a new one.`}
          >
            {t`With their keys`}
          </Checkbox>
          <ExportPreview preview={preview.data ?? null} withKeys={withKeys} />
          {preview.error && <FaultBanner fault={asFault(preview.error)} />}
        </div>
      )}
    </Dialog>
  );
}

function sourceText({ kind, count }: ExportSource, text: (count: number) => string): string {
  const number = count === null ? "…" : text(count);
  switch (kind) {
    case "selected":
      return t`Those that are selected (${number})`;
    case "shown":
      return t`Those that the list shows (${number})`;
    case "all":
      return t`All tokens (${number})`;
  }
}

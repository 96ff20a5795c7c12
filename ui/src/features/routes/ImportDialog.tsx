import { plural, t } from "@lingui/core/macro";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { Spinner } from "../../components/Spinner";
import { useToasts } from "../../components/ToastContext";
import { useFormat } from "../../format/useFormat";
import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { DocumentDraft } from "../../ipc/generated/DocumentDraft";
import type { Fault } from "../../ipc/generated/Fault";
import { queryKeys } from "../../session/queryKeys";
import { type ReadFile, readTextFile } from "../../session/readTextFile";
import { useSettled } from "../../session/useSettled";
import { DocumentDrop } from "./DocumentDrop";
import { DocumentFault } from "./DocumentFault";
import { DocumentOptions } from "./DocumentOptions";
import { DocumentPreview } from "./DocumentPreview";
import styles from "./ImportDialog.module.css";

/** Joins the keystrokes of a fast typist. */
const PAUSE_MS = 120;

/** Routes and scopes from an OpenAPI document: a file, how it is read, and what that changes. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const format = useFormat();
  const toasts = useToasts();
  const queries = useQueryClient();
  const [file, setFile] = useState<ReadFile | null>(null);
  const [draft, setDraft] = useState<DocumentDraft | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);
  const [isPending, setPending] = useState(false);
  const settled = useSettled(draft, PAUSE_MS);
  const preview = useQuery({
    queryKey: queryKeys.document(settled),
    queryFn: () => (settled === null ? null : command("preview_document", settled)),
    enabled: settled !== null,
    retry: false,
    placeholderData: keepPreviousData,
    // Documents may be large.
    gcTime: 0,
  });

  const take = (chosen: File) => {
    void readTextFile(chosen).then((read) => {
      setFile(read);
      setFault(null);
      setDraft(
        read.kind === "text" ? { text: read.text, by: "security", host: "", base: null, name: "" } : null,
      );
    });
  };
  const bring = async () => {
    if (draft === null || isPending) return;
    setPending(true);
    setFault(null);
    try {
      const { name, counts } = await command("import_document", draft);
      await queries.invalidateQueries({ queryKey: queryKeys.data });
      const added = format.count(counts.routesAdded);
      toasts.show({
        tone: "success",
        title: t`“${name}” is imported`,
        detail: plural(counts.routesAdded, { one: `${added} new route`, other: `${added} new routes` }),
      });
      onClose();
    } catch (thrown) {
      setFault(asFault(thrown));
      setPending(false);
    }
  };

  const isFresh = settled === draft && !preview.isFetching && !preview.isPlaceholderData;
  const shownFault = fault ?? (preview.error ? asFault(preview.error) : null);
  const found = preview.error ? null : (preview.data ?? null);
  return (
    <Dialog
      size="large"
      title={t`Import routes and scopes`}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t`Cancel`}</Button>
          <Button
            variant="primary"
            isDisabled={draft === null || found === null || !isFresh}
            isPending={isPending}
            onPress={() => void bring()}
          >
            {t`Import`}
          </Button>
        </>
      }
    >
      <div className={styles["body"]}>
        <DocumentDrop name={file?.kind === "text" ? file.name : null} onFile={take} />
        {file && file.kind !== "text" && (
          <Banner tone="danger" live>
            {unreadableText(file.kind)}
          </Banner>
        )}
        {draft && (
          <DocumentOptions
            draft={draft}
            title={found?.name ?? ""}
            problems={shownFault?.code === "invalid_route" ? shownFault.problems : []}
            onChange={setDraft}
          />
        )}
        {draft && shownFault && <DocumentFault fault={shownFault} />}
        {draft && preview.isPending && (
          <p className={styles["wait"]}>
            <Spinner />
          </p>
        )}
        {draft && found && <DocumentPreview preview={found} />}
      </div>
    </Dialog>
  );
}

function unreadableText(kind: Exclude<ReadFile["kind"], "text">): string {
  switch (kind) {
    case "too_large":
      return t`The file is far too large for such a document.`;
    case "not_text":
      return t`The file is not UTF-8 text. Choose an OpenAPI document in JSON or YAML.`;
    case "unreadable":
      return t`The file can't be read. Choose a file that you may read.`;
  }
}

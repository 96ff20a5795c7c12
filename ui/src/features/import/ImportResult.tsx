import { plural, t } from "@lingui/core/macro";
import { KeyRound } from "lucide-react";
import { useState } from "react";

import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { Dialog } from "../../components/Dialog";
import { FaultBanner } from "../../components/FaultBanner";
import { useFormat } from "../../format/useFormat";
import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { Fault } from "../../ipc/generated/Fault";
import type { ImportReport } from "../../ipc/generated/ImportReport";
import type { SavedKeys } from "../../ipc/generated/SavedKeys";
import { RefusedRows } from "./RefusedRows";
import styles from "./ImportDialog.module.css";

interface ImportResultProps {
  readonly report: ImportReport;
  readonly onClose: () => void;
}

/** What became of the file, and the keys that were drawn: they go into a file that Rust writes. */
export function ImportResult({ report, onClose }: ImportResultProps) {
  const format = useFormat();
  const [saved, setSaved] = useState<SavedKeys | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);
  const [isSaving, setSaving] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const { counts, left, keys, shownOnce, refused } = report;
  const isDone = counts.issued + counts.adopted > 0;
  const save = async () => {
    setSaving(true);
    setFault(null);
    try {
      const answer = await command("save_imported_keys", { title: t`Save the keys` });
      if (answer.path !== null) setSaved(answer);
    } catch (thrown) {
      setFault(asFault(thrown));
    } finally {
      setSaving(false);
    }
  };
  const close = () => {
    if (shownOnce > 0 && saved === null) setAsking(true);
    else onClose();
  };
  const issued = format.count(counts.issued + counts.adopted);
  const lost = format.count(shownOnce);
  return (
    <Dialog
      title={t`Import tokens`}
      onClose={close}
      size={refused.length > 0 ? "large" : "medium"}
      footer={
        <>
          {keys > 0 && (
            <Button
              variant={saved === null ? "primary" : "secondary"}
              icon={<KeyRound size={16} strokeWidth={1.5} aria-hidden />}
              isPending={isSaving}
              onPress={() => void save()}
            >
              {t`Save the keys…`}
            </Button>
          )}
          <Button onPress={close}>{t`Close`}</Button>
        </>
      }
    >
      <div className={styles["body"]}>
        <Banner
          tone={report.fault ? "danger" : left > 0 || !isDone ? "info" : "success"}
          live
          title={plural(counts.issued + counts.adopted, {
            one: `${issued} token imported`,
            other: `${issued} tokens imported`,
          })}
        >
          {restText(report, format.count)}
        </Banner>
        {report.fault && <FaultBanner fault={report.fault} />}
        {keys > 0 && saved === null && (
          <Banner tone={shownOnce > 0 ? "warning" : "info"}>
            {shownOnce > 0
              ? plural(shownOnce, {
                  one: `${lost} of the new keys is kept nowhere else: save it now.`,
                  other: `${lost} of the new keys are kept nowhere else: save them now.`,
                })
              : t`The new keys can be saved as one file, and copied from the list at any time.`}
          </Banner>
        )}
        {saved !== null && (
          <Banner tone={saved.missing > 0 ? "warning" : "success"} live detail={saved.path}>
            {savedText(saved)}
          </Banner>
        )}
        {fault && <FaultBanner fault={fault} />}
        <RefusedRows rows={refused} total={counts.refused} />
      </div>
      {isAsking && (
        <ConfirmDialog
          title={t`Close without the keys?`}
          confirmLabel={t`Close anyway`}
          tone="danger"
          focus="cancel"
          onConfirm={onClose}
          onCancel={() => {
            setAsking(false);
          }}
        >
          <p>
            {plural(shownOnce, {
              one: "# key is kept nowhere else; nobody will be able to use its token.",
              other: "# keys are kept nowhere else; nobody will be able to use their tokens.",
            })}
          </p>
        </ConfirmDialog>
      )}
    </Dialog>
  );
}

function restText({ counts, left }: ImportReport, count: (value: number) => string): string | undefined {
  const [there, wrong, rest] = [count(counts.alreadyThere), count(counts.refused), count(left)];
  const said = [
    ...(counts.alreadyThere > 0 ? [t`Already there: ${there}.`] : []),
    ...(counts.refused > 0 ? [t`Wrong and left out: ${wrong}.`] : []),
    ...(left > 0 ? [t`Not imported: ${rest}.`, againText(counts)] : []),
  ];
  return said.length === 0 ? undefined : said.join(" ");
}

/** Only keys tell a row that is done from one that is not. */
function againText({ issued, adopted, refused }: ImportReport["counts"]): string {
  if (issued + adopted === 0 && refused > 0)
    return t`Tokens or scopes were changed since the preview. Look at the rows that are wrong, and choose the file again.`;
  return issued > 0
    ? t`Take the rows that are done out of the file before you import it again: they would get a second token.`
    : t`Import the file again for them.`;
}

function savedText({ written, missing }: SavedKeys): string {
  const done = plural(written, {
    one: "# key is saved, in a file for your account alone. Move it to a safe place.",
    other: "# keys are saved, in a file for your account alone. Move it to a safe place.",
  });
  if (missing === 0) return done;
  const gone = plural(missing, {
    one: "# key is not at hand any more: the vault was locked meanwhile. Copy it from the list.",
    other: "# keys are not at hand any more: the vault was locked meanwhile. Copy them from the list.",
  });
  return `${done} ${gone}`;
}

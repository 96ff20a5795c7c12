import { plural, t } from "@lingui/core/macro";

import { Banner } from "../../components/Banner";
import { FaultBanner } from "../../components/FaultBanner";
import type { Format } from "../../format/format";
import { useFormat } from "../../format/useFormat";
import type { ImportReport } from "../../ipc/generated/ImportReport";
import { KeysDialog } from "./KeysDialog";
import { RefusedRows } from "./RefusedRows";

interface ImportResultProps {
  readonly report: ImportReport;
  readonly onClose: () => void;
}

/** What became of the file, and the keys that were drawn. */
export function ImportResult({ report, onClose }: ImportResultProps) {
  const format = useFormat();
  const { counts, left, unsaved, refused } = report;
  const done = counts.issued + counts.adopted;
  const issued = format.count(done);
  return (
    <KeysDialog
      title={t`Import tokens`}
      unsaved={unsaved}
      size={refused.length > 0 ? "large" : "medium"}
      rest={<RefusedRows rows={refused} total={counts.refused} />}
      onClose={onClose}
    >
      <Banner
        tone={report.fault ? "danger" : left > 0 || done === 0 ? "info" : "success"}
        live
        title={plural(done, { one: `${issued} token imported`, other: `${issued} tokens imported` })}
      >
        {restText(report, format)}
      </Banner>
      {report.fault && <FaultBanner fault={report.fault} />}
    </KeysDialog>
  );
}

function restText({ counts, left }: ImportReport, format: Format): string | undefined {
  const { count } = format;
  const [there, wrong, rest] = [count(counts.alreadyThere), count(counts.refused), count(left)];
  const said = [
    ...(counts.alreadyThere > 0 ? [t`Already there: ${there}.`] : []),
    ...(counts.refused > 0 ? [t`Wrong and left out: ${wrong}.`] : []),
    ...(left > 0 ? [t`Not imported: ${rest}.`, againText(counts)] : []),
  ];
  return said.length === 0 ? undefined : format.sentences(said);
}

/** Only keys tell a row that is done from one that is not. */
function againText({ issued, adopted, refused }: ImportReport["counts"]): string {
  if (issued + adopted === 0 && refused > 0)
    return t`Tokens or scopes were changed since the preview. Look at the rows that are wrong, and choose the file again.`;
  return issued > 0
    ? t`Take the rows that are done out of the file before you import it again: they would get a second token.`
    : t`Import the file again for them.`;
}

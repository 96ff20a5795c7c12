import { t } from "@lingui/core/macro";

import { RadioGroup } from "../../components/RadioGroup";
import { TextField } from "../../components/TextField";
import { useFormat } from "../../format/useFormat";
import type { DocumentDraft } from "../../ipc/generated/DocumentDraft";
import type { RouteProblem } from "../../ipc/generated/RouteProblem";
import type { ScopesBy } from "../../ipc/generated/ScopesBy";
import { routeProblemText } from "../../messages/routeText";
import styles from "./ImportDialog.module.css";

interface DocumentOptionsProps {
  readonly draft: DocumentDraft;
  /** What the document is known by as it stands. */
  readonly title: string;
  readonly problems: readonly RouteProblem[];
  readonly onChange: (draft: DocumentDraft) => void;
}

/** How a document is read. */
export function DocumentOptions({ draft, title, problems, onChange }: DocumentOptionsProps) {
  const format = useFormat();
  const [problem] = problems;
  return (
    <div className={styles["options"]}>
      <RadioGroup<ScopesBy>
        label={t`Scopes are made of`}
        look="segments"
        value={draft.by}
        choices={[
          { value: "security", label: t`the security schemes` },
          { value: "tag", label: t`the tags` },
          { value: "access", label: t`read and write per tag` },
        ]}
        onChange={(by) => {
          onChange({ ...draft, by });
        }}
      />
      <div className={styles["fields"]}>
        <TextField
          label={t`Host`}
          mono
          placeholder={t`every host`}
          value={draft.host}
          error={problem ? routeProblemText(problem, format) : null}
          onChange={(host) => {
            onChange({ ...draft, host });
          }}
        />
        <TextField
          label={t`Before each path`}
          mono
          placeholder={t`as the document says`}
          value={draft.base ?? ""}
          onChange={(base) => {
            onChange({ ...draft, base: base === "" ? null : base });
          }}
        />
        <TextField
          label={t`Known as`}
          placeholder={title}
          value={draft.name}
          onChange={(name) => {
            onChange({ ...draft, name });
          }}
        />
      </div>
    </div>
  );
}

import { t } from "@lingui/core/macro";

import { Banner } from "../../components/Banner";
import { Checkbox } from "../../components/Checkbox";
import { ScopeField } from "../../components/fields/ScopeField";
import type { ImportChoice } from "../../ipc/generated/ImportChoice";
import type { ImportPreview } from "../../ipc/generated/ImportPreview";
import type { RowProblem } from "../../ipc/generated/RowProblem";
import { useScopes } from "../../session/useScopes";

interface ImportOptionsProps {
  readonly choice: ImportChoice;
  readonly preview: ImportPreview | null;
  /** The file names no scopes at all. */
  readonly wantsScopes: boolean;
  readonly onChange: (choice: ImportChoice) => void;
}

/** What the file leaves open: scopes for rows that name none, and whether the keys in it count. */
export function ImportOptions({ choice, preview, wantsScopes, onChange }: ImportOptionsProps) {
  const scopes = useScopes().data;
  const problems = preview?.refused.flatMap((row) => row.problems) ?? [];
  const asksScopes = wantsScopes || choice.scopes.length > 0 || problems.some(lacksScopes);
  const hasKeys = (preview?.counts.adopted ?? 0) + (preview?.counts.alreadyThere ?? 0) > 0;
  const asksKeys = choice.newKeys || hasKeys || problems.some(isOfKey);
  return (
    <>
      {asksScopes && (
        <>
          <Banner tone="info">{t`Some rows name no scopes. Choose those that they get.`}</Banner>
          <ScopeField
            catalogue={scopes}
            value={choice.scopes}
            onChange={(chosen) => {
              onChange({ ...choice, scopes: chosen });
            }}
            errors={[]}
          />
        </>
      )}
      {asksKeys && (
        <Checkbox
          isSelected={choice.newKeys}
          onChange={(newKeys) => {
            onChange({ ...choice, newKeys });
          }}
          description={t`The keys in the file are left out. Imported twice, it makes two tokens of each row.`}
        >
          {t`Give each token a new key`}
        </Checkbox>
      )}
    </>
  );
}

const lacksScopes = (problem: RowProblem) =>
  problem.code === "field" && problem.error.field === "scopes" && problem.error.problem.code === "required";

const isOfKey = ({ code }: RowProblem) => code.startsWith("key_") || code === "token_gone";

import { t } from "@lingui/core/macro";

import { Select } from "../../components/Select";
import type { TokenDetails } from "../../ipc/generated/TokenDetails";

interface KeyChoiceProps {
  readonly token: TokenDetails;
  /** null: the present key. */
  readonly generation: number | null;
  readonly onChange: (generation: number | null) => void;
}

/** Which of the token's keys the request carries. */
export function KeyChoice({ token, generation, onChange }: KeyChoiceProps) {
  const present = token.row.maskedKey;
  const options = [
    { value: "", label: t`${present} (present key)` },
    ...token.oldKeys.map(({ generation: number, maskedKey }) => ({
      value: String(number),
      label: t`${maskedKey} (old key)`,
    })),
  ];
  return (
    <Select
      label={t`Key`}
      value={generation === null ? "" : String(generation)}
      options={options}
      onChange={(value) => {
        onChange(value === "" ? null : Number(value));
      }}
    />
  );
}

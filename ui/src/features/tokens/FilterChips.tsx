import { t } from "@lingui/core/macro";
import { Trash2 } from "lucide-react";
import { ToggleButton, ToggleButtonGroup } from "react-aria-components";

import { useFormat } from "../../format/useFormat";
import type { Chip } from "../../ipc/generated/Chip";
import type { ChipCounts } from "../../ipc/generated/ChipCounts";
import styles from "./FilterChips.module.css";

const chips: [Chip, keyof ChipCounts][] = [
  ["all", "all"],
  ["active", "active"],
  ["expiring", "expiring"],
  ["expired", "expired"],
  ["exhausted", "exhausted"],
  ["disabled", "disabled"],
  ["revoked", "revoked"],
  ["never_used", "neverUsed"],
  ["trash", "trash"],
];

function chipWord(chip: Chip): string {
  switch (chip) {
    case "all":
      return t({ message: "All", context: "filter" });
    case "active":
      return t`Active`;
    case "expiring":
      return t`Expiring in 7 days`;
    case "expired":
      return t`Expired`;
    case "exhausted":
      return t`Exhausted`;
    case "disabled":
      return t`Disabled`;
    case "revoked":
      return t`Revoked`;
    case "never_used":
      return t`Never used`;
    case "trash":
      return t`Trash`;
  }
}

export interface FilterChipsProps {
  chosen: Chip;
  counts: ChipCounts | undefined;
  onChoose: (chip: Chip) => void;
}

/** Which tokens the list shows, each with its count. */
export function FilterChips({ chosen, counts, onChoose }: FilterChipsProps) {
  const format = useFormat();
  return (
    <ToggleButtonGroup
      aria-label={t`Filter`}
      className={styles["chips"] ?? ""}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[chosen]}
      onSelectionChange={(keys) => {
        const chip = chips.find(([one]) => keys.has(one));
        if (chip) onChoose(chip[0]);
      }}
    >
      {chips.map(([chip, count]) => (
        <ToggleButton
          key={chip}
          id={chip}
          className={styles["chip"] ?? ""}
          data-empty={counts?.[count] === 0 || undefined}
          data-chip={chip}
          aria-label={counts ? `${chipWord(chip)} ${format.count(counts[count])}` : chipWord(chip)}
        >
          {chip === "trash" && <Trash2 size={14} strokeWidth={1.5} aria-hidden />}
          <span>{chipWord(chip)}</span>
          {counts && <span className={styles["count"]}>{format.count(counts[count])}</span>}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}

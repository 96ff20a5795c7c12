import { t } from "@lingui/core/macro";
import { Trash2 } from "lucide-react";
import type { KeyboardEvent } from "react";

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

/** The arrows go from chip to chip; Space or Enter chooses the one that they lead to. */
function toNeighbour(event: KeyboardEvent<HTMLElement>) {
  const all = [...(event.currentTarget.parentElement?.children ?? [])] as HTMLElement[];
  const steps: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  const step = steps[event.key];
  if (step === undefined) return;
  event.preventDefault();
  all[all.indexOf(event.currentTarget) + step]?.focus();
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
    <div role="radiogroup" aria-label={t`Filter`} className={styles["chips"]}>
      {chips.map(([chip, count]) => (
        <button
          key={chip}
          type="button"
          role="radio"
          aria-checked={chip === chosen}
          tabIndex={chip === chosen ? 0 : -1}
          className={styles["chip"]}
          data-empty={counts?.[count] === 0 || undefined}
          data-chip={chip}
          onClick={() => {
            if (chip !== chosen) onChoose(chip);
          }}
          onKeyDown={toNeighbour}
          aria-label={counts ? `${chipWord(chip)} ${format.count(counts[count])}` : chipWord(chip)}
        >
          {chip === "trash" && <Trash2 size={14} strokeWidth={1.5} aria-hidden />}
          <span>{chipWord(chip)}</span>
          {counts && <span className={styles["count"]}>{format.count(counts[count])}</span>}
        </button>
      ))}
    </div>
  );
}

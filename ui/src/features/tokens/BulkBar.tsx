import { t } from "@lingui/core/macro";
import { Ban, CirclePause, CirclePlay, FileOutput, Pencil, RotateCcw, Trash2, X } from "lucide-react";

import { Button } from "../../components/Button";
import { IconButton } from "../../components/IconButton";
import { Kbd } from "../../components/Kbd";
import { useFormat } from "../../format/useFormat";
import { type ActionKind, actionLabel } from "./changeWords";
import styles from "./BulkBar.module.css";

export interface BulkBarProps {
  count: number;
  /** Rows of the list; null: not known yet. */
  total: number | null;
  inTrash: boolean;
  onAction: (kind: ActionKind) => void;
  onEdit: () => void;
  onExport: () => void;
  onSelectAll: () => void;
  onClear: () => void;
}

const icons = {
  disable: CirclePause,
  enable: CirclePlay,
  revoke: Ban,
  delete: Trash2,
  restore: RotateCcw,
  purge: Trash2,
};

/** What can be done to the chosen tokens. */
export function BulkBar({
  count,
  total,
  inTrash,
  onAction,
  onEdit,
  onExport,
  onSelectAll,
  onClear,
}: BulkBarProps) {
  const format = useFormat();
  const kinds: ActionKind[] = inTrash ? ["restore", "purge"] : ["enable", "disable", "revoke", "delete"];
  const shown = format.count(count);
  const all = format.count(total ?? 0);
  return (
    <div role="toolbar" aria-label={t`Selected tokens`} className={styles["bar"]}>
      <IconButton
        size="small"
        label={t`Clear selection`}
        icon={<X size={16} strokeWidth={1.5} aria-hidden />}
        shortcut={<Kbd keys="Esc" />}
        onPress={onClear}
      />
      <span className={styles["count"]} aria-live="polite">
        {t`${shown} selected`}
      </span>
      {total !== null && count < total && (
        <Button size="small" variant="quiet" onPress={onSelectAll}>
          {t`Select all ${all}`}
        </Button>
      )}
      <span className={styles["spring"]} />
      {!inTrash && (
        <>
          <Button size="small" icon={<Pencil size={14} strokeWidth={1.75} aria-hidden />} onPress={onEdit}>
            {t`Edit…`}
          </Button>
          <Button
            size="small"
            icon={<FileOutput size={14} strokeWidth={1.75} aria-hidden />}
            onPress={onExport}
          >
            {t`Export…`}
          </Button>
        </>
      )}
      {kinds.map((kind) => {
        const Icon = icons[kind];
        return (
          <Button
            key={kind}
            size="small"
            icon={<Icon size={14} strokeWidth={1.75} aria-hidden />}
            onPress={() => {
              onAction(kind);
            }}
          >
            {actionLabel(kind)}
          </Button>
        );
      })}
    </div>
  );
}

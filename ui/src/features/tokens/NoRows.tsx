import { t } from "@lingui/core/macro";
import { KeyRound, Plus, SearchX, Trash2 } from "lucide-react";

import { Button } from "../../components/Button";
import { EmptyState } from "../../components/EmptyState";
import { Kbd } from "../../components/Kbd";

export interface NoRowsProps {
  isFiltered: boolean;
  isTrash: boolean;
  onIssue: () => void;
  onClear: () => void;
}

/** In place of the rows: why there are none and what to do. */
export function NoRows({ isFiltered, isTrash, onIssue, onClear }: NoRowsProps) {
  if (isFiltered)
    return (
      <EmptyState
        icon={<SearchX size={24} strokeWidth={1.5} />}
        title={t`No token matches`}
        actions={<Button onPress={onClear}>{t`Clear search and filter`}</Button>}
      >
        {t`Search looks in names, descriptions and the visible part of keys.`}
      </EmptyState>
    );
  if (isTrash)
    return (
      <EmptyState icon={<Trash2 size={24} strokeWidth={1.5} />} title={t`The trash is empty`}>
        {t`Deleted tokens stay here for 30 days and can be restored.`}
      </EmptyState>
    );
  return (
    <EmptyState
      icon={<KeyRound size={24} strokeWidth={1.5} />}
      title={t`No tokens yet`}
      actions={
        <Button
          variant="primary"
          icon={<Plus size={16} strokeWidth={2} aria-hidden />}
          shortcut={<Kbd keys="Ctrl+N" />}
          onPress={onIssue}
        >
          {t`Issue token`}
        </Button>
      }
    >
      {t`A token is a key for one program or partner: what it may do, from which addresses, how often and until when. Issue the first one, copy its key and hand it over.`}
    </EmptyState>
  );
}

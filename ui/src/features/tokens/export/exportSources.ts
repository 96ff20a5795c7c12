import type { ListQuery } from "../../../ipc/generated/ListQuery";
import type { Target } from "../../../ipc/generated/Target";
import { type Selection, selectedCount, targetOf } from "../selection";
import { homeList } from "../useTokenList";

/** Tokens that can be exported together. */
export interface ExportSource {
  readonly kind: "selected" | "shown" | "all";
  readonly target: Target;
  /** null: not known yet. */
  readonly count: number | null;
}

interface List {
  readonly query: ListQuery;
  /** null: not known yet. */
  readonly total: number | null;
}

const whole = (query: ListQuery): Target => ({ kind: "query", query, except: [] });

/** What can be exported, the nearest first: what is selected, what the list shows if that is not all, all. */
export function exportSources(
  selection: Selection,
  list: List,
  all: number | null,
): [ExportSource, ...ExportSource[]] {
  const selected = selectedCount(selection, list.total ?? 0);
  const isNarrowed = list.query.chip !== homeList.chip || list.query.search !== homeList.search;
  const everything: ExportSource = { kind: "all", target: whole(homeList), count: all };
  const shown: ExportSource = { kind: "shown", target: whole(list.query), count: list.total };
  const rest: [ExportSource, ...ExportSource[]] = isNarrowed ? [shown, everything] : [everything];
  return selected === 0
    ? rest
    : [{ kind: "selected", target: targetOf(selection, list.query), count: selected }, ...rest];
}

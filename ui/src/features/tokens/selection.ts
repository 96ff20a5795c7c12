import type { ListQuery } from "../../ipc/generated/ListQuery";
import type { Target } from "../../ipc/generated/Target";

/** Which tokens are chosen: these, or all that the list shows but for some. */
export type Selection =
  { kind: "ids"; ids: ReadonlySet<number> } | { kind: "all"; except: ReadonlySet<number> };

export const NOTHING: Selection = { kind: "ids", ids: new Set() };
export const EVERYTHING: Selection = { kind: "all", except: new Set() };

export function isSelected(selection: Selection, id: number): boolean {
  return selection.kind === "ids" ? selection.ids.has(id) : !selection.except.has(id);
}

export function selectedCount(selection: Selection, total: number): number {
  return selection.kind === "ids" ? selection.ids.size : Math.max(0, total - selection.except.size);
}

export function toggle(selection: Selection, id: number): Selection {
  const flipped = (set: ReadonlySet<number>) => {
    const next = new Set(set);
    if (!next.delete(id)) next.add(id);
    return next;
  };
  return selection.kind === "ids"
    ? { kind: "ids", ids: flipped(selection.ids) }
    : { kind: "all", except: flipped(selection.except) };
}

export function add(selection: Selection, ids: number[]): Selection {
  if (selection.kind === "ids") return { kind: "ids", ids: new Set([...selection.ids, ...ids]) };
  const except = new Set(selection.except);
  for (const id of ids) except.delete(id);
  return { kind: "all", except };
}

/** What a command is told. */
export function targetOf(selection: Selection, query: ListQuery): Target {
  return selection.kind === "ids"
    ? { kind: "ids", ids: [...selection.ids] }
    : { kind: "query", query, except: [...selection.except] };
}

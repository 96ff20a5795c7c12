import type { KeyboardEvent } from "react";

import { isComposing, letterOf } from "../../components/keys";
import { hasMod } from "../../components/shortcut";

export type Move = "next" | "previous" | "screenDown" | "screenUp" | "first" | "last";

/** What a key means in the list. */
export type GridKey =
  { kind: "move"; move: Move; extend: boolean } | { kind: "selectAll" | "clear" } | RowKey;

/** These need a row that has the focus. */
export interface RowKey {
  kind: "toggle" | "open" | "delete" | "menu" | "copy" | "edit" | "rotate";
}

const moves: Partial<Record<string, Move>> = {
  ArrowDown: "next",
  ArrowUp: "previous",
  PageDown: "screenDown",
  PageUp: "screenUp",
  Home: "first",
  End: "last",
};

/** null: not ours; the key belongs to somebody else or to an input method. */
export function gridKey(event: KeyboardEvent): GridKey | null {
  if (isComposing(event)) return null;
  if (hasMod(event)) return letterOf(event) === "a" ? { kind: "selectAll" } : null;
  const move = moves[event.key];
  if (move) return { kind: "move", move, extend: event.shiftKey };
  if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) return { kind: "menu" };
  if (event.altKey || event.shiftKey) return null;
  switch (event.key) {
    case "Escape":
      return { kind: "clear" };
    case " ":
      return { kind: "toggle" };
    case "Enter":
      return { kind: "open" };
    case "Delete":
      return { kind: "delete" };
  }
  switch (letterOf(event)) {
    case "c":
      return { kind: "copy" };
    case "e":
      return { kind: "edit" };
    case "r":
      return { kind: "rotate" };
    default:
      return null;
  }
}

/** The row that a move leads to; it may lie before the first or after the last. */
export function moved(index: number, move: Move, list: { total: number; screenful: number }): number {
  const screenful = Math.max(1, list.screenful);
  switch (move) {
    case "next":
      return index + 1;
    case "previous":
      return index - 1;
    case "screenDown":
      return index + screenful;
    case "screenUp":
      return index - screenful;
    case "first":
      return 0;
    case "last":
      return list.total - 1;
  }
}

import { t } from "@lingui/core/macro";

import type { SortColumn } from "../../ipc/generated/SortColumn";

export type ColumnId =
  "name" | "status" | "key" | "scopes" | "expires" | "limit" | "addresses" | "created" | "lastUsed";

export interface Column {
  id: ColumnId;
  minPx: number;
  /** How much of the spare width it takes. */
  share: number;
  /** The higher, the sooner it goes when the room runs out; 0 stays. */
  gives: number;
  sort: SortColumn | null;
}

const columns: Column[] = [
  { id: "name", minPx: 136, share: 3, gives: 0, sort: "name" },
  { id: "status", minPx: 102, share: 0, gives: 0, sort: "status" },
  { id: "key", minPx: 134, share: 0, gives: 0, sort: null },
  { id: "scopes", minPx: 110, share: 1.5, gives: 2, sort: null },
  { id: "expires", minPx: 88, share: 0.5, gives: 1, sort: "expires" },
  { id: "limit", minPx: 102, share: 0.5, gives: 3, sort: "limit" },
  { id: "addresses", minPx: 104, share: 1, gives: 5, sort: null },
  { id: "created", minPx: 78, share: 0.5, gives: 6, sort: "created" },
  { id: "lastUsed", minPx: 84, share: 0.5, gives: 4, sort: "last_used" },
];

const CHECK_PX = 32;
const MENU_PX = 36;
/** Checkbox, menu and the row's own padding. */
const EDGES_PX = CHECK_PX + MENU_PX + 2 * 6;

/** Every choice of columns, by their ids: the same ones are the same object, so that rows are not painted anew. */
const choices = new Map<string, Column[]>();

/** The columns that fit: the more important ones first, each in its place. */
export function fittingColumns(widthPx: number): Column[] {
  let fitting: Column[] = [];
  for (const column of columns.toSorted((a, b) => a.gives - b.gives)) {
    const wider = [...fitting, column];
    if (column.gives === 0 || leastWidth(wider) <= widthPx) fitting = wider;
  }
  const inPlace = columns.filter((column) => fitting.includes(column));
  const name = inPlace.map(({ id }) => id).join();
  const known = choices.get(name) ?? inPlace;
  choices.set(name, known);
  return known;
}

/** Below this the grid scrolls sideways. */
export function leastWidth(fitting: Column[]): number {
  return EDGES_PX + fitting.reduce((sum, column) => sum + column.minPx, 0);
}

export function gridTemplate(fitting: Column[]): string {
  const tracks = fitting.map(({ minPx, share }) =>
    share === 0 ? `${minPx}px` : `minmax(${minPx}px, ${share}fr)`,
  );
  return [`${CHECK_PX}px`, ...tracks, `${MENU_PX}px`].join(" ");
}

export function columnLabel(id: ColumnId): string {
  switch (id) {
    case "name":
      return t`Name`;
    case "status":
      return t`Status`;
    case "key":
      return t`Key`;
    case "scopes":
      return t`Range`;
    case "expires":
      return t`Expires`;
    case "limit":
      return t`Limit`;
    case "addresses":
      return t`Addresses`;
    case "created":
      return t`Created`;
    case "lastUsed":
      return t`Last used`;
  }
}

/** Rows keep their place in the page until the list has moved by so many. */
const STRIDE = 64;

export interface VisibleRow {
  index: number;
  /** From the top of what they all stand in. */
  topPx: number;
}

export interface VisibleRows {
  rows: VisibleRow[];
  /** Where that which they stand in begins, from the top of the view. */
  shiftPx: number;
}

/**
 * The rows to be painted when the list shows `first` to `last` and begins with pixel `offsetPx`, and `overscan` more on
 * either side. The active row is among them wherever the list is scrolled to, out of sight, so that it keeps the keyboard.
 */
export function visibleRows(
  { first, last, offsetPx }: { first: number; last: number; offsetPx: number },
  { count, rowPx, active, overscan }: { count: number; rowPx: number; active: number; overscan: number },
): VisibleRows {
  if (count === 0) return { rows: [], shiftPx: 0 };
  const [from, to] = [Math.max(0, first - overscan), Math.min(count - 1, last + overscan)];
  const base = Math.floor(first / STRIDE) * STRIDE;
  const topOf = (index: number) => (index - base) * rowPx;
  const rows: VisibleRow[] = [];
  if (active < from) rows.push({ index: active, topPx: topOf(from - 1) });
  for (let index = from; index <= to; index++) rows.push({ index, topPx: topOf(index) });
  if (active > to) rows.push({ index: active, topPx: topOf(to + 1) });
  return { rows, shiftPx: Math.round(base * rowPx - offsetPx) };
}

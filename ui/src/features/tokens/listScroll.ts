/**
 * Where a list of any length is scrolled to. WebKitGTK clamps an element's height to 33,554,428 px, and counts
 * in 32-bit floats, which hold half pixels up to 8,388,608 only. A list that is taller stands in a shorter
 * element: a far move of the element is scaled up, a near one moves the list by as many pixels.
 */

/** The height of the element that stands for a list, at most. */
const TALLEST_PX = 8_000_000;

/** How tall the list is and how much of it is seen, in pixels. */
export interface Extent {
  listPx: number;
  viewPx: number;
}

/** The same place twice: in the list, and as the element's `scrollTop`. */
export interface Position {
  listPx: number;
  elementPx: number;
}

export const TOP: Position = { listPx: 0, elementPx: 0 };

/** The height of the element that is scrolled. */
export function elementHeight({ listPx }: Extent): number {
  return Math.min(listPx, TALLEST_PX);
}

/** The position that shows the list from this pixel on. */
export function positionAt(listPx: number, extent: Extent): Position {
  const { listMost, elementMost, viewPx } = mosts(extent);
  const at = clamp(listPx, listMost);
  if (listMost === elementMost) return { listPx: at, elementPx: at };
  // The first and the last screenful are not scaled: both ends are reached exactly.
  if (at <= viewPx) return { listPx: at, elementPx: at };
  if (listMost - at <= viewPx) return { listPx: at, elementPx: elementMost - (listMost - at) };
  const scale = (elementMost - 2 * viewPx) / (listMost - 2 * viewPx);
  return { listPx: at, elementPx: viewPx + (at - viewPx) * scale };
}

/** The position after the element was scrolled, by a wheel, a key of the web view or its scroll bar. */
export function follow(before: Position, elementPx: number, extent: Extent): Position {
  const { listMost, elementMost, viewPx } = mosts(extent);
  if (listMost === elementMost) return { listPx: clamp(elementPx, listMost), elementPx };
  const moved = elementPx - before.elementPx;
  if (Math.abs(moved) <= viewPx) return { listPx: clamp(before.listPx + moved, listMost), elementPx };
  if (elementPx <= viewPx) return { listPx: Math.max(0, elementPx), elementPx };
  if (elementMost - elementPx <= viewPx)
    return { listPx: clamp(listMost - (elementMost - elementPx), listMost), elementPx };
  const scale = (listMost - 2 * viewPx) / (elementMost - 2 * viewPx);
  return { listPx: Math.round(viewPx + (elementPx - viewPx) * scale), elementPx };
}

/** True where near moves have used the element up before the list: it can't be scrolled on. */
export function isStuck({ listPx, elementPx }: Position, extent: Extent): boolean {
  const { listMost, elementMost } = mosts(extent);
  return (elementPx <= 0 && listPx > 0) || (elementPx >= elementMost && listPx < listMost);
}

/** The pixel to show the list from so that a row is seen, as near to `listPx` as may be. */
export function showing(index: number, rowPx: number, listPx: number, viewPx: number): number {
  const topPx = index * rowPx;
  return Math.max(Math.min(listPx, topPx), topPx + rowPx - viewPx);
}

function mosts(extent: Extent) {
  const listMost = Math.max(0, extent.listPx - extent.viewPx);
  const elementMost = Math.max(0, elementHeight(extent) - extent.viewPx);
  return { listMost, elementMost, viewPx: extent.viewPx };
}

function clamp(px: number, most: number): number {
  return Math.max(0, Math.min(px, most));
}

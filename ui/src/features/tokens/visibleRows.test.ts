import { expect, test } from "vitest";

import { visibleRows } from "./visibleRows";

const list = { count: 1_000_000, rowPx: 32, active: 0, overscan: 6 };
const tops = ({ rows, shiftPx }: ReturnType<typeof visibleRows>) =>
  new Map(rows.map(({ index, topPx }) => [index, topPx + shiftPx]));

test("each row stands where the list has it, also at the end of a million", () => {
  const offsetPx = 999_980 * 32 + 7;
  const shown = visibleRows({ first: 999_980, last: 999_999, offsetPx }, list);
  expect(tops(shown).get(999_980)).toBe(-7);
  expect(tops(shown).get(999_999)).toBe(19 * 32 - 7);
  expect(Math.max(...shown.rows.map(({ topPx }) => topPx))).toBeLessThan(10_000);
});

test("the active row is painted though it is out of sight, next to the others and once", () => {
  const places = { first: 500_000, last: 500_020, offsetPx: 500_000 * 32 };
  const above = visibleRows(places, list);
  expect(above.rows[0]).toMatchObject({ index: 0 });
  expect(tops(above).get(0)).toBeLessThan(0);
  const below = visibleRows(places, { ...list, active: 999_999 });
  expect(tops(below).get(999_999)).toBeGreaterThan(20 * 32);
  const among = visibleRows(places, { ...list, active: 500_001 });
  expect(among.rows.filter(({ index }) => index === 500_001)).toHaveLength(1);
});

test("a row stays where it is while the list moves by a little", () => {
  const before = visibleRows({ first: 640, last: 660, offsetPx: 640 * 32 }, list);
  const after = visibleRows({ first: 642, last: 662, offsetPx: 642 * 32 + 5 }, list);
  const topOf = (shown: typeof before) => shown.rows.find(({ index }) => index === 650)?.topPx;
  expect(topOf(after)).toBe(topOf(before));
  expect(after.shiftPx).toBe(before.shiftPx - 2 * 32 - 5);
});

test("an empty list has no rows", () => {
  expect(visibleRows({ first: 0, last: 0, offsetPx: 0 }, { ...list, count: 0 }).rows).toEqual([]);
});

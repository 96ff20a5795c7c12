import { expect, test } from "vitest";

import {
  addRange,
  EVERYTHING,
  isSelected,
  landmarksOf,
  NOTHING,
  type Place,
  relocated,
  selectedCount,
  targetOf,
  toggle,
} from "./selection";

const query = { chip: "active", search: "ci", sort: "name", descending: false } as const;
/** The token 1000 + n stands in row n. */
const at = (index: number): Place => ({ index, id: 1000 + index });

test("a token is chosen and left out again by toggling", () => {
  const one = toggle(NOTHING, at(7));
  expect(isSelected(one, at(7))).toBe(true);
  expect(selectedCount(toggle(one, at(7)), 10)).toBe(0);
});

test("everything but one counts one less than the list", () => {
  const allButOne = toggle(EVERYTHING, at(7));
  expect(isSelected(allButOne, at(7))).toBe(false);
  expect(selectedCount(allButOne, 1_000_000)).toBe(999_999);
});

test("a range added to everything brings back what was left out of it", () => {
  const allButTwo = toggle(toggle(EVERYTHING, at(7)), at(8));
  expect(selectedCount(addRange(allButTwo, at(6), at(7)), 10)).toBe(9);
});

test("a range is all between two rows, in either order, however many", () => {
  for (const range of [addRange(NOTHING, at(10), at(900_009)), addRange(NOTHING, at(900_009), at(10))]) {
    expect(selectedCount(range, 1_000_000)).toBe(900_000);
    expect([9, 10, 500, 900_009, 900_010].map((index) => isSelected(range, at(index)))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
  }
});

test("ranges that meet or touch become one, others stay apart", () => {
  const two = addRange(addRange(NOTHING, at(10), at(19)), at(30), at(39));
  expect(selectedCount(two, 100)).toBe(20);
  expect(landmarksOf(addRange(two, at(20), at(29)))).toEqual([1010, 1039]);
  expect(landmarksOf(addRange(two, at(15), at(22)))).toEqual([1010, 1022, 1030, 1039]);
});

test("no token is counted twice", () => {
  const beside = toggle(toggle(NOTHING, at(5)), at(50));
  const range = addRange(beside, at(1), at(10));
  expect(selectedCount(range, 100)).toBe(11);
  const allButOne = toggle(range, at(6));
  expect(selectedCount(allButOne, 100)).toBe(10);
  expect(selectedCount(addRange(allButOne, at(6), at(7)), 100)).toBe(11);
});

test("a range follows its ends when the list changes, and is given up when one is gone", () => {
  const range = addRange(NOTHING, at(10), at(19));
  const moved = relocated(
    range,
    new Map([
      [1010, 12],
      [1019, 21],
    ]),
  );
  expect(isSelected(moved, { index: 11, id: 1 })).toBe(false);
  expect(isSelected(moved, { index: 21, id: 2 })).toBe(true);
  expect(selectedCount(relocated(range, new Map([[1010, 12]])), 100)).toBe(0);
});

test("what is left out of a range or chosen beside it goes with the list", () => {
  const some = toggle(toggle(addRange(NOTHING, at(10), at(19)), at(15)), at(30));
  expect(landmarksOf(some)).toEqual([1010, 1019, 1030, 1015]);
  const places = new Map([
    [1010, 5],
    [1019, 14],
    [1015, 10],
    [1030, 12],
  ]);
  const moved = relocated(some, places);
  expect(selectedCount(moved, 100)).toBe(9);
  expect(isSelected(moved, { index: 10, id: 1015 })).toBe(false);
  expect(isSelected(moved, { index: 12, id: 1030 })).toBe(true);
  places.delete(1019);
  const lost = relocated(some, places);
  expect(selectedCount(lost, 100)).toBe(1);
  const again = toggle(lost, { index: 10, id: 1015 });
  expect(isSelected(again, { index: 10, id: 1015 })).toBe(true);
});

test("many are told to Rust as the query or by the ends of a range, not as a million ids", () => {
  expect(targetOf(toggle(EVERYTHING, at(7)), query)).toEqual({ kind: "query", query, except: [1007] });
  expect(targetOf(toggle(toggle(NOTHING, at(3)), at(4)), query)).toEqual({ kind: "ids", ids: [1003, 1004] });
  const range = toggle(toggle(addRange(NOTHING, at(10), at(900_000)), at(3)), at(20));
  expect(targetOf(range, query)).toEqual({
    kind: "ranges",
    query,
    ranges: [{ first: 1010, last: 901_000 }],
    also: [1003],
    except: [1020],
  });
});

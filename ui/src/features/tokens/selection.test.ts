import { expect, test } from "vitest";

import { add, EVERYTHING, isSelected, NOTHING, selectedCount, targetOf, toggle } from "./selection";

const query = { chip: "active", search: "ci", sort: "name", descending: false } as const;

test("a token is chosen and left out again by toggling", () => {
  const one = toggle(NOTHING, 7);
  expect(isSelected(one, 7)).toBe(true);
  expect(isSelected(toggle(one, 7), 7)).toBe(false);
});

test("everything but one counts one less than the list", () => {
  const allButOne = toggle(EVERYTHING, 7);
  expect(isSelected(allButOne, 7)).toBe(false);
  expect(selectedCount(allButOne, 1_000_000)).toBe(999_999);
});

test("a range added to everything brings back what was left out", () => {
  const allButTwo = toggle(toggle(EVERYTHING, 7), 8);
  expect(selectedCount(add(allButTwo, [7, 9]), 10)).toBe(9);
});

test("everything is told to Rust as the query, not as a million ids", () => {
  expect(targetOf(toggle(EVERYTHING, 7), query)).toEqual({ kind: "query", query, except: [7] });
  expect(targetOf(add(NOTHING, [3, 4]), query)).toEqual({ kind: "ids", ids: [3, 4] });
});

import { describe, expect, test } from "vitest";

import { elementHeight, follow, isStuck, positionAt, showing, TOP } from "./listScroll";

const WEBKIT_TALLEST_PX = 33_554_428;
const extentOf = (rows: number, rowPx = 32) => ({ listPx: rows * rowPx, viewPx: 700 });

test("a list that fits into an element is scrolled by pixels throughout", () => {
  const extent = extentOf(1000);
  expect(elementHeight(extent)).toBe(32_000);
  expect(follow(TOP, 20_000, extent)).toEqual({ listPx: 20_000, elementPx: 20_000 });
});

describe.each([
  [1_000_000, 32],
  [1_000_000, 40],
  [3_000_000, 40],
])("a list of %i rows of %i px", (rows, rowPx) => {
  const extent = extentOf(rows, rowPx);
  const [listMost, elementMost] = [extent.listPx - 700, elementHeight(extent) - 700];

  test("stands in an element that WebKit does not clamp", () => {
    expect(elementHeight(extent)).toBeLessThan(WEBKIT_TALLEST_PX / 2);
  });

  test("is moved by pixels with the wheel", () => {
    const middle = positionAt(extent.listPx / 2, extent);
    expect(follow(middle, middle.elementPx + 53, extent).listPx).toBe(middle.listPx + 53);
    expect(follow(middle, middle.elementPx - 53, extent).listPx).toBe(middle.listPx - 53);
  });

  test("is moved in proportion with the scroll bar, from the first row to the last", () => {
    expect(follow(TOP, elementMost / 2, extent).listPx).toBeCloseTo(listMost / 2, -1);
    const end = follow(TOP, elementMost, extent);
    expect(end.listPx).toBe(listMost);
    expect(follow(end, 0, extent).listPx).toBe(0);
  });

  test("comes to the same place from a row and from its scroll bar", () => {
    for (const part of [0, 0.00001, 0.3, 0.5, 0.99999, 1]) {
      const { listPx, elementPx } = positionAt(part * listMost, extent);
      expect(follow({ listPx: -1e9, elementPx: -1e9 }, elementPx, extent).listPx).toBeCloseTo(listPx, -1);
    }
  });

  test("can be wheeled on after the element's end was met before the list's", () => {
    const drifted = { listPx: 9000, elementPx: 100 };
    const stuck = follow(drifted, 0, extent);
    expect(stuck.listPx).toBe(8900);
    expect(isStuck(stuck, extent)).toBe(true);
    const settled = positionAt(stuck.listPx, extent);
    expect(settled.elementPx).toBeGreaterThan(700);
    expect(isStuck(settled, extent)).toBe(false);
  });

  test("is neither stuck at its top nor at its end", () => {
    expect(isStuck(positionAt(0, extent), extent)).toBe(false);
    expect(isStuck(positionAt(listMost, extent), extent)).toBe(false);
  });
});

test("a row that is seen already moves nothing, another one as little as needed", () => {
  expect(showing(5, 32, 0, 700)).toBe(0);
  expect(showing(100, 32, 0, 700)).toBe(101 * 32 - 700);
  expect(showing(100, 32, 90_000, 700)).toBe(3200);
});

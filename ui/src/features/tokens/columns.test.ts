import { expect, test } from "vitest";

import { fittingColumns, leastWidth } from "./columns";

const names = (widthPx: number) => fittingColumns(widthPx).map((column) => column.id);

test("every column fits into the default window beside the sidebar", () => {
  expect(names(1180 - 160)).toEqual([
    "name",
    "status",
    "key",
    "scopes",
    "expires",
    "limit",
    "addresses",
    "created",
    "lastUsed",
  ]);
});

test("name, status and key stay however narrow it gets", () => {
  expect(names(200)).toEqual(["name", "status", "key"]);
});

test("no width makes the columns wider than the list, above the least one", () => {
  for (let width = 400; width < 1400; width += 7) {
    expect(leastWidth(fittingColumns(width))).toBeLessThanOrEqual(
      Math.max(width, leastWidth(fittingColumns(0))),
    );
  }
});

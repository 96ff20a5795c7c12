import { expect, test } from "vitest";

import type { ListQuery } from "../../../ipc/generated/ListQuery";
import { EVERYTHING, NOTHING, toggle } from "../selection";
import { homeList } from "../useTokenList";
import { exportSources } from "./exportSources";

const kinds = (...given: Parameters<typeof exportSources>) =>
  exportSources(...given).map(({ kind, count }) => [kind, count]);

const narrowed: ListQuery = { ...homeList, search: "billing" };

test("what the list shows is offered where that is not all", () => {
  expect(kinds(NOTHING, { query: homeList, total: 41 }, 41)).toEqual([["all", 41]]);
  expect(kinds(NOTHING, { query: { ...homeList, sort: "name" }, total: 41 }, 41)).toEqual([["all", 41]]);
  expect(kinds(NOTHING, { query: narrowed, total: 3 }, 41)).toEqual([
    ["shown", 3],
    ["all", 41],
  ]);
});

test("what is selected comes first", () => {
  const one = toggle(NOTHING, { index: 0, id: 7 });
  expect(exportSources(one, { query: homeList, total: 41 }, null)).toEqual([
    { kind: "selected", target: { kind: "ids", ids: [7] }, count: 1 },
    { kind: "all", target: { kind: "query", query: homeList, except: [] }, count: null },
  ]);
  expect(kinds(EVERYTHING, { query: narrowed, total: 3 }, 41)).toEqual([
    ["selected", 3],
    ["shown", 3],
    ["all", 41],
  ]);
});

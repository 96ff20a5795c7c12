import { expect, test } from "vitest";

import type { Scope } from "../../ipc/generated/Scope";
import { chooseScopes, chosenOf, filterScopes, groupScopes, offeredScopes } from "./scopeGroups";

const scope = (name: string, group: string, retired = false): Scope => ({
  name,
  group,
  description: `about ${name}`,
  retired,
  holders: 0,
});
const catalogue = [
  scope("read", "Data"),
  scope("write", "Data"),
  scope("old", "Data", true),
  scope("ping", ""),
];
const names = (scopes: readonly { name: string }[]) => scopes.map(({ name }) => name);

test("a retired scope is offered only to who holds it", () => {
  expect(names(offeredScopes(catalogue, new Set()))).toEqual(["read", "write", "ping"]);
  expect(names(offeredScopes(catalogue, new Set(["old"])))).toEqual(["read", "write", "old", "ping"]);
});

test("a held scope that left the catalogue is shown, so that it can be given up", () => {
  const [first] = offeredScopes(catalogue, new Set(["vanished"]));
  expect(first).toMatchObject({ name: "vanished", standing: "gone" });
});

test("scopes without a group come first", () => {
  expect(groupScopes(offeredScopes(catalogue, new Set())).map((group) => group.name)).toEqual(["", "Data"]);
});

test("a group is ticked wholly, partly or not at all", () => {
  const scopes = offeredScopes(catalogue, new Set()).filter(({ group }) => group === "Data");
  expect(chosenOf(scopes, new Set())).toBe("none");
  expect(chosenOf(scopes, new Set(["read"]))).toBe("some");
  expect(chosenOf(scopes, new Set(["read", "write"]))).toBe("all");
});

test("choosing a group leaves other choices alone and takes no retired scope in", () => {
  const group = offeredScopes(catalogue, new Set(["old"])).filter((one) => one.group === "Data");
  expect(chooseScopes(["ping"], group, true)).toEqual(["ping", "read", "write"]);
  expect(chooseScopes(["ping", "read", "old"], group, false)).toEqual(["ping"]);
});

test("every word of the filter must be found, in name, group or description", () => {
  const offered = offeredScopes(catalogue, new Set());
  expect(names(filterScopes(offered, "DATA wri"))).toEqual(["write"]);
  expect(names(filterScopes(offered, "about"))).toEqual(["read", "write", "ping"]);
});

import { expect, test } from "vitest";

import { fieldsOfToken } from "../../components/fields/tokenForm";
import { sampleTokens } from "../../ipc/fake/sampleTokens";
import type { TokenDetails } from "../../ipc/generated/TokenDetails";
import type { TokenRow } from "../../ipc/generated/TokenRow";
import { differences, rebase, valuesOfToken } from "./editValues";

function token(row: Partial<TokenRow> = {}, description = "before"): TokenDetails {
  const [sample] = sampleTokens(1, 1_800_000_000_000);
  if (!sample) throw new Error("no sample");
  return {
    row: { ...sample.row, limit: { max: 10, window: "day" }, allowIps: ["10.0.0.0/8", "::1/128"], ...row },
    description,
    revokedMs: null,
    revokedReason: null,
    dailyResetMs: null,
    monthlyResetMs: null,
    purgeMs: null,
    generation: 1,
    oldKeys: [],
    findings: [],
    history: [],
  };
}

test("a token does not differ from itself, nor by the order of its lists", () => {
  const turned = token({ allowIps: ["::1/128", "10.0.0.0/8"] });
  expect(differences(valuesOfToken(token()), valuesOfToken(turned))).toEqual([]);
});

test("the fields that differ are told in the order of the form", () => {
  const other = token({ scopes: ["x"], limit: { max: 10, window: "hour" }, expiresMs: 5 }, "after");
  expect(differences(valuesOfToken(token()), valuesOfToken(other))).toEqual([
    "description",
    "expiry",
    "requestLimit",
    "scopes",
  ]);
});

test("my changes go on top of theirs, and what I did not touch is theirs", () => {
  const mine = { ...fieldsOfToken(token()), description: "mine", scopes: ["mine"] };
  const theirs = token({ scopes: ["theirs"], blockIps: ["10.0.9.9/32"] }, "theirs");
  const merged = rebase(mine, ["description"], theirs);
  expect(merged.description).toBe("mine");
  expect(merged.scopes).toEqual(["theirs"]);
  expect(merged.block.entries).toEqual(["10.0.9.9/32"]);
});

test("my amounts stay as I wrote them, and theirs come in the same denomination", () => {
  const before = fieldsOfToken(token());
  const mine = {
    ...before,
    spending: { ...before.spending, denomination: "credits", quota: "2500" } as const,
  };
  const theirs = token({ quota: { total: 1, daily: 500_000, monthly: null }, models: ["gpt-4o"] });
  const { spending } = rebase(mine, ["quota"], theirs);
  expect(spending).toMatchObject({ quota: "2500", dailyQuota: "200", monthlyQuota: "", models: "gpt-4o" });
  expect(spending.restrictModels).toBe(true);
});

test("a limit of mine gives way where theirs is unlimited, for unlimited is final", () => {
  const mine = { ...fieldsOfToken(token()), requestLimit: "500" };
  expect(rebase(mine, ["requestLimit"], token({ limit: null })).requestLimit).toBe("");
  expect(rebase(mine, ["requestLimit"], token({ limit: { max: 7, window: "hour" } })).requestLimit).toBe(
    "500",
  );
});

test("an expiry that I left alone follows theirs", () => {
  const mine = fieldsOfToken(token({ expiresMs: 1 }));
  expect(rebase(mine, [], token({ expiresMs: null })).expiry).toEqual({ kind: "never" });
  expect(rebase(mine, [], token({ expiresMs: 2 })).expiry).toEqual({ kind: "unchanged" });
});

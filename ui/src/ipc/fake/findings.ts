import type { FieldChange } from "../generated/FieldChange";
import type { Finding } from "../generated/Finding";
import type { Posture } from "../generated/Posture";
import type { Remedy } from "../generated/Remedy";
import type { Severity } from "../generated/Severity";
import type { TokenFinding } from "../generated/TokenFinding";
import { type FakeToken, statusOf } from "./sampleTokens";

const DAY = 86_400_000;

const severities: [Finding, Severity][] = [
  ["used_up", "critical"],
  ["expires_in_day", "critical"],
  ["nearly_used_up", "warning"],
  ["expires_in_week", "warning"],
  ["unbounded", "warning"],
  ["mostly_used", "notice"],
  ["unused", "notice"],
  ["old_key", "notice"],
];

/** What about a token needs a look, roughly as Rust finds it. */
export function findingsOf(token: FakeToken, nowMs: number): TokenFinding[] {
  const { row, oldKeys } = token;
  if (!["active", "expiring", "exhausted"].includes(statusOf(token, nowMs))) return [];
  const moments = new Map<Finding, number | null>();
  const left = row.expiresMs === null ? Infinity : row.expiresMs - nowMs;
  if (left <= 7 * DAY) moments.set(left <= DAY ? "expires_in_day" : "expires_in_week", row.expiresMs);
  const uses: [number, number | undefined][] = [
    [row.used, row.limit?.max],
    [row.spent.total, row.quota.total ?? undefined],
    [row.spent.daily, row.quota.daily ?? undefined],
    [row.spent.monthly, row.quota.monthly ?? undefined],
  ];
  const share = Math.max(
    0,
    ...uses.map(([used, most]) => (most === undefined ? 0 : used / Math.max(1, most))),
  );
  if (share >= 0.8)
    moments.set(share >= 1 ? "used_up" : share >= 0.9 ? "nearly_used_up" : "mostly_used", null);
  const isFree = uses.every(([, most]) => most === undefined);
  if (isFree && row.expiresMs === null && row.allowIps.length === 0) moments.set("unbounded", row.createdMs);
  const lastMs = row.lastUsedMs ?? row.createdMs;
  if (nowMs - lastMs >= 90 * DAY) moments.set("unused", lastMs);
  const old = oldKeys.find((one) => one.untilMs > nowMs);
  if (old) moments.set("old_key", old.untilMs);
  return severities.flatMap(([finding, severity]) => {
    const atMs = moments.get(finding);
    return atMs === undefined ? [] : [{ finding, severity, atMs }];
  });
}

/** The tokens of a finding, those whose moment is the first first. */
export function tokensOf(tokens: readonly FakeToken[], finding: Finding, nowMs: number) {
  return tokens
    .flatMap((token) =>
      findingsOf(token, nowMs)
        .filter((one) => one.finding === finding)
        .map(({ atMs }) => ({ token, atMs })),
    )
    .sort((a, b) => (a.atMs ?? 0) - (b.atMs ?? 0));
}

export function postureOf(tokens: readonly FakeToken[], nowMs: number): Posture {
  const groups = severities.map(([finding, severity]) => ({
    finding,
    severity,
    count: tokensOf(tokens, finding, nowMs).length,
  }));
  return {
    groups: groups.filter(({ count }) => count > 0),
    tokens: tokens.filter((token) => findingsOf(token, nowMs).length > 0).length,
  };
}

/** What a remedy changes of a token; none: nothing. */
export function remedyChange(token: FakeToken, remedy: Remedy, nowMs: number): FieldChange | null {
  const { row } = token;
  switch (remedy.kind) {
    case "extend": {
      const after = Math.max(row.expiresMs ?? nowMs, nowMs) + remedy.days * DAY;
      const before = row.expiresMs === null ? null : String(row.expiresMs);
      return { field: "expiry", before, after: String(after) };
    }
    case "raise_allowance": {
      if (row.limit === null || row.used < row.limit.max * 0.8) return null;
      const { max, window } = row.limit;
      return {
        field: "requestLimit",
        before: `${String(max)}/${window}`,
        after: `${String(Math.ceil(max * 1.5))}/${window}`,
      };
    }
    case "pin_addresses":
      if (row.allowIps.length > 0 || row.lastUsedMs === null) return null;
      return { field: "allowIps", before: "", after: "10.0.0.7" };
  }
}

export function applyRemedy(token: FakeToken, change: FieldChange): void {
  const after = change.after ?? "";
  if (change.field === "expiry") token.row.expiresMs = Number(after);
  if (change.field === "requestLimit" && token.row.limit) token.row.limit.max = Number(after.split("/")[0]);
  if (change.field === "allowIps") token.row.allowIps = after.split("\n");
  token.row.revision += 1;
}

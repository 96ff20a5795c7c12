import type { Check } from "../generated/Check";
import type { ImaginedRequest } from "../generated/ImaginedRequest";
import type { Refusal } from "../generated/Refusal";
import type { Rule } from "../generated/Rule";
import type { Simulation } from "../generated/Simulation";
import { type FakeToken, statusOf } from "./sampleTokens";

const statuses: Partial<Record<Refusal, number>> = {
  path_refused: 400,
  limit_reached: 429,
  quota_exhausted: 429,
};
const badKey: Refusal[] = ["deleted", "revoked", "disabled", "expired", "key_rotated_out"];

/** A few of the rules, by the letter: enough to see an answer. */
export function explain(token: FakeToken, request: ImaginedRequest): Simulation {
  const address = request.address.trim();
  const unread = { addressProblem: null, atProblem: null, explanation: null };
  if (address.includes("/")) return { ...unread, addressProblem: { code: "not_one_address" } };
  if (/[^0-9a-f:.]/.test(address))
    return { ...unread, addressProblem: { code: "address", problem: { code: "malformed" } } };
  if (request.at === "") return { ...unread, atProblem: { code: "required" } };

  const atMs = request.at === null ? Date.now() : Date.parse(`${request.at}:00Z`);
  const { row } = token;
  const keyUntilMs = token.oldKeys.find((old) => old.generation === request.generation)?.untilMs ?? null;
  const blocked = row.blockIps.some((range) => range.split("/")[0] === address);
  const allowed = row.allowIps.length === 0 || row.allowIps.some((range) => begins(address, range));
  const isPathRefused = !request.target.startsWith("/") || request.target.includes("//");
  const check = (rule: Rule, isRefused: boolean, refusal: Refusal): Check => ({
    rule,
    refusal: isRefused ? refusal : null,
  });
  const checks = [
    check("path", isPathRefused, "path_refused"),
    check("not_deleted", row.deletedMs !== null, "deleted"),
    check("not_revoked", token.revoked !== null, "revoked"),
    check("enabled", token.disabled, "disabled"),
    check("key_current", keyUntilMs !== null && keyUntilMs <= atMs, "key_rotated_out"),
    check("not_expired", row.expiresMs !== null && row.expiresMs <= atMs, "expired"),
    check("not_blocked", blocked, "ip_blocked"),
    check("allowed", !allowed, address === "" ? "address_unknown" : "ip_not_allowed"),
    check("routed", false, "no_route"),
    check("scope_held", false, "scope_missing"),
    check(
      "model_allowed",
      row.models !== null && !row.models.includes(request.model),
      request.model === "" ? "model_unknown" : "model_not_allowed",
    ),
    check("within_limit", row.limit !== null && statusOf(token, atMs) === "exhausted", "limit_reached"),
    check("within_quota", row.quota.total !== null && row.spent.total >= row.quota.total, "quota_exhausted"),
  ];
  const refusal = checks.find((one) => one.refusal !== null)?.refusal ?? null;
  const isBadKey = refusal !== null && badKey.includes(refusal);
  return {
    ...unread,
    explanation: {
      atMs,
      keyUntilMs,
      checks,
      path: isPathRefused ? null : request.target,
      pathProblem: isPathRefused ? "double_slash" : null,
      route: null,
      scope: null,
      answer: refusal && {
        status: isBadKey ? 401 : (statuses[refusal] ?? 403),
        challenge: isBadKey ? "invalid_token" : null,
        code: refusal === "deleted" ? "unknown_key" : refusal,
      },
    },
  };
}

/** Whether an address begins as its range does: true to life for whole bytes only. */
function begins(address: string, range: string): boolean {
  const [base = "", bits = "32"] = range.split("/");
  const bytes = Math.floor(Number(bits) / 8);
  return address.split(".").slice(0, bytes).join(".") === base.split(".").slice(0, bytes).join(".");
}

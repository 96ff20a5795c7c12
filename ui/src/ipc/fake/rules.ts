import type { Change } from "../generated/Change";
import type { FieldError } from "../generated/FieldError";
import type { ListQuery } from "../generated/ListQuery";
import type { TokenRow } from "../generated/TokenRow";
import { scalars } from "./readDraft";
import type { FakeToken } from "./sampleTokens";

/** Whether a chip shows a token. */
export function inChip(status: TokenRow["status"], row: TokenRow, chip: ListQuery["chip"]): boolean {
  switch (chip) {
    case "all":
      return status !== "deleted";
    case "active":
      return status === "active" || status === "expiring";
    case "never_used":
      return status !== "deleted" && row.lastUsedMs === null;
    case "trash":
      return status === "deleted";
    default:
      return status === chip;
  }
}

/** Whether a change would change a token. */
export function changes(token: FakeToken, change: Change): boolean {
  const deleted = token.row.deletedMs !== null;
  switch (change.action.kind) {
    case "disable":
      return !deleted && !token.revoked && !token.disabled;
    case "enable":
      return !deleted && !token.revoked && token.disabled;
    case "revoke":
      return !deleted && !token.revoked;
    case "delete":
      return !deleted;
    case "restore":
    case "purge":
      return deleted;
  }
}

/** What is wrong with the reason of a revocation. */
export function reasonErrors(change: Change): FieldError[] {
  if (change.action.kind !== "revoke") return [];
  const length = scalars(change.action.reason.trim());
  if (length === 0) return [{ field: "reason", index: null, problem: { code: "required" } }];
  if (length > 500)
    return [{ field: "reason", index: null, problem: { code: "too_long", length, max: 500 } }];
  return [];
}

/** The order of a list. */
export function compareRows(query: ListQuery): (a: TokenRow, b: TokenRow) => number {
  const value = (row: TokenRow): string | number =>
    ({
      name: row.name.toLowerCase(),
      status: row.status,
      expires: row.expiresMs ?? Number.MAX_SAFE_INTEGER,
      limit: row.limit?.max ?? Number.MAX_SAFE_INTEGER,
      created: row.createdMs,
      last_used: row.lastUsedMs ?? 0,
    })[query.sort];
  const sign = query.descending ? -1 : 1;
  return (a, b) => {
    const [x, y] = [value(a), value(b)];
    return (x < y ? -1 : x > y ? 1 : a.id - b.id) * sign;
  };
}

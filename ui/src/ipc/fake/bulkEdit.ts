import type { BulkEdit } from "../generated/BulkEdit";
import type { FieldChange } from "../generated/FieldChange";
import type { ListEdit } from "../generated/ListEdit";
import type { RowProblem } from "../generated/RowProblem";
import type { FakeToken } from "./sampleTokens";

const DAY = 86_400_000;

/** What is wrong with the edit itself: days of an extension, as far as tests need it. */
export function editProblems({ extendDays }: BulkEdit): RowProblem[] {
  if (extendDays === null || /^[1-9][0-9]{0,3}$/.test(extendDays)) return [];
  const problem = { code: "out_of_range", min: 1, max: 3650 } as const;
  return [{ code: "field", error: { field: "expiry", index: null, problem }, entry: "" }];
}

/** What is wrong with the edit for this token. */
export function tokenProblems(token: FakeToken, edit: BulkEdit): RowProblem[] {
  const problems: RowProblem[] = [];
  const refuse = (field: "scopes" | "requestLimit", code: "required" | "unlimited_is_final") =>
    problems.push({ code: "field", error: { field, index: null, problem: { code } }, entry: "" });
  if (listOf(token.row.scopes, edit.scopes).length === 0) refuse("scopes", "required");
  const limits = edit.requestLimit !== null && edit.requestLimit !== "unlimited";
  if (limits && token.row.limit === null) refuse("requestLimit", "unlimited_is_final");
  return problems;
}

/** The scopes, the group and the expiry that change; the other fields are Rust's alone. */
export function editChanges(token: FakeToken, edit: BulkEdit): FieldChange[] {
  const { row } = token;
  if (token.revoked !== null || row.deletedMs !== null) return [];
  const changes: FieldChange[] = [];
  const change = (field: FieldChange["field"], before: string, after: string) => {
    if (before !== after) changes.push({ field, before, after });
  };
  change("scopes", row.scopes.join("\n"), listOf(row.scopes, edit.scopes).join("\n"));
  change("group", row.group, edit.group ?? row.group);
  if (edit.extendDays !== null && row.expiresMs !== null)
    change("expiry", String(row.expiresMs), String(row.expiresMs + Number(edit.extendDays) * DAY));
  return changes;
}

export function applyEdit(token: FakeToken, changes: readonly FieldChange[]): void {
  token.row.revision += 1;
  for (const { field, after } of changes) {
    if (field === "scopes") token.row.scopes = (after ?? "").split("\n");
    if (field === "group") token.row.group = after ?? "";
    if (field === "expiry") token.row.expiresMs = Number(after);
  }
}

function listOf(held: readonly string[], edit: ListEdit | null): string[] {
  switch (edit?.how) {
    case undefined:
      return [...held];
    case "add":
      return [...new Set([...held, ...edit.entries])].sort();
    case "remove":
      return held.filter((one) => !edit.entries.includes(one));
    case "set":
      return [...edit.entries];
    case "clear":
      return [];
  }
}

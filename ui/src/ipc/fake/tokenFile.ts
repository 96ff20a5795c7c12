import type { Fault } from "../generated/Fault";
import type { ImportChoice } from "../generated/ImportChoice";
import type { ImportPreview } from "../generated/ImportPreview";
import type { ImportedRow } from "../generated/ImportedRow";
import type { RefusedRow } from "../generated/RefusedRow";
import type { RowProblem } from "../generated/RowProblem";
import type { TokenFileProblem } from "../generated/TokenFileProblem";

/** A row of a file of tokens, with its key if it has one. */
export interface FakeRow extends ImportedRow {
  key: string | null;
}

export interface FakeImport {
  preview: ImportPreview;
  right: FakeRow[];
}

const refused = (problem: TokenFileProblem): Fault => ({ code: "token_file_refused", problem, detail: "" });

/** Reads a table of names, scopes and keys, as far as tests need it. Throws the fault. */
export function readTokenFile(
  text: string,
  choice: ImportChoice,
  known: { scopes: readonly string[]; keys: readonly string[]; names: readonly string[] },
): FakeImport {
  const [head = "", ...lines] = text.trim().split("\n");
  const columns = head.split(",").map((name) => name.toLowerCase());
  if (!columns.includes("name")) throw refused("missing_column") as unknown as Error;
  if (!columns.includes("scopes") && choice.scopes.length === 0)
    throw refused("no_scopes") as unknown as Error;
  if (lines.length === 0) throw refused("empty") as unknown as Error;
  const right: FakeRow[] = [];
  const wrong: RefusedRow[] = [];
  for (const [index, line] of lines.entries()) {
    const cell = (name: string) => line.split(",")[columns.indexOf(name)]?.trim() ?? "";
    const given = cell("scopes").split(" ").filter(Boolean);
    const scopes = given.length > 0 ? given : choice.scopes;
    const key = choice.newKeys || cell("key") === "" ? null : cell("key");
    const problems: RowProblem[] = [];
    const field = (name: "name" | "scopes", problem: { code: "required" } | UnknownScope) => {
      problems.push({ code: "field", error: { field: name, index: null, problem }, entry: "" });
    };
    if (cell("name") === "") field("name", { code: "required" });
    if (scopes.length === 0) field("scopes", { code: "required" });
    for (const name of scopes)
      if (!known.scopes.includes(name)) field("scopes", { code: "unknown_scope", name });
    if (key?.includes("*")) problems.push({ code: "key_masked" });
    const row = index + 1;
    if (problems.length > 0) wrong.push({ row, line: row + 1, name: cell("name"), problems });
    else {
      const becomes = key === null ? "issued" : known.keys.includes(key) ? "already_there" : "adopted";
      right.push({ row, name: cell("name"), becomes, scopes, expiresMs: null, key });
    }
  }
  const count = (becomes: FakeRow["becomes"]) => right.filter((row) => row.becomes === becomes).length;
  const preview: ImportPreview = {
    counts: {
      issued: count("issued"),
      adopted: count("adopted"),
      alreadyThere: count("already_there"),
      refused: wrong.length,
    },
    sameName: right.filter(({ name }) => known.names.includes(name)).length,
    first: right.map(({ row, name, becomes, scopes, expiresMs }) => ({
      row,
      name,
      becomes,
      scopes,
      expiresMs,
    })),
    refused: wrong,
    foreign: columns.filter((name) => name === "usageplanids"),
  };
  return { preview, right };
}

type UnknownScope = { code: "unknown_scope"; name: string };

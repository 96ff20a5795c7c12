import type { ExportPreview } from "../generated/ExportPreview";
import type { FakeToken } from "./sampleTokens";

/** Those of the tokens that may be written to a file. */
export function exportable(tokens: readonly FakeToken[]): FakeToken[] {
  return tokens.filter((token) => token.revoked === null && token.row.deletedMs === null);
}

export function keptKeys(tokens: readonly FakeToken[]): FakeToken[] {
  return tokens.filter((token) => token.row.visibility === "copyable");
}

export function exportPreview(tokens: readonly FakeToken[]): ExportPreview {
  const written = exportable(tokens);
  return {
    tokens: written.length,
    keys: keptKeys(written).length,
    leftOut: tokens.length - written.length,
  };
}

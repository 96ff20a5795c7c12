import type { AuditFilter } from "../../ipc/generated/AuditFilter";

/** Asks for all. */
export const everything: AuditFilter = { since: "", until: "", who: "", kind: null, token: null };

export function isEverything(filter: AuditFilter): boolean {
  return (
    filter.since === "" &&
    filter.until === "" &&
    filter.who.trim() === "" &&
    filter.kind === null &&
    filter.token === null
  );
}

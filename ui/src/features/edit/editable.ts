import type { TokenDetails } from "../../ipc/generated/TokenDetails";

/** Revoked is final, and what lies in the trash has to be restored first; Rust refuses both. */
export function isEditable({ row }: TokenDetails): boolean {
  return row.status !== "revoked" && row.status !== "deleted";
}

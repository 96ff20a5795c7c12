import type { VaultStatus } from "../ipc/generated/VaultStatus";

/** Whether copyable keys can be sealed and opened now. */
export function isUsable(status: VaultStatus): boolean {
  return status.state === "ready" || status.state === "unlocked";
}

import { useCallback } from "react";

import { isFault } from "../ipc/fault";
import { useVault } from "./VaultContext";

/** What the gate answers when the admin closed the dialog: nothing was done, nothing to report. */
export const dismissed = Symbol("dismissed");

/**
 * Runs a command that may need the vault. Where the vault is locked or has no passphrase yet, the dialog
 * that solves it opens, and the command runs again after it.
 */
export function useVaultGate() {
  const { open, setStatus } = useVault();
  return useCallback(
    async <T>(act: () => Promise<T>): Promise<T | typeof dismissed> => {
      try {
        return await act();
      } catch (thrown) {
        if (!isFault(thrown, "vault_locked") && !isFault(thrown, "vault_needs_passphrase")) throw thrown;
        setStatus(thrown.status);
      }
      return (await open()) ? act() : dismissed;
    },
    [open, setStatus],
  );
}

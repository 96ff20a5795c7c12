import { createContext, useContext } from "react";

import type { VaultStatus } from "../ipc/generated/VaultStatus";

export interface Vault {
  status: VaultStatus;
  /** Takes over what a vault command answered. */
  setStatus: (status: VaultStatus) => void;
  /** Opens the dialog that leads to a usable vault; false: the admin gave up. */
  open: () => Promise<boolean>;
  /** Opens the dialog that sets or replaces the passphrase; false: the admin gave up. */
  choosePassphrase: () => Promise<boolean>;
  lock: () => Promise<void>;
}

export const VaultContext = createContext<Vault | null>(null);

export function useVault(): Vault {
  const vault = useContext(VaultContext);
  if (vault === null) throw new Error("useVault outside of VaultProvider");
  return vault;
}

import { createContext, useContext } from "react";

import type { SettingsInForce } from "../ipc/generated/SettingsInForce";

export const SettingsContext = createContext<SettingsInForce | null>(null);

/** The settings in force: language, time zone, default visibility and so on. */
export function useSettings(): SettingsInForce {
  const inForce = useContext(SettingsContext);
  if (inForce === null) throw new Error("useSettings outside of SettingsContext");
  return inForce;
}

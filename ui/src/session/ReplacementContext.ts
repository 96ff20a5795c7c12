import { createContext, useContext } from "react";

/** Opens the choice of a backup that takes the data file's place; null: it is being made. */
export const ReplacementContext = createContext<(() => void) | null>(null);

export function useReplacement(): (() => void) | null {
  return useContext(ReplacementContext);
}

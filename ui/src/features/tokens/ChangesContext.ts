import { createContext, useContext } from "react";

import type { Target } from "../../ipc/generated/Target";
import type { ActionKind } from "./changeWords";

export interface Changes {
  /** Starts a change of `count` tokens: at once where it can be undone and is only one, after a question otherwise. */
  start: (kind: ActionKind, target: Target, count: number, onDone?: () => void) => void;
  /** Asks how these tokens are to be edited alike. */
  edit: (target: Target, count: number, onDone?: () => void) => void;
  /** Takes the last change back. */
  undoLast: () => void;
}

export const ChangesContext = createContext<Changes | null>(null);

export function useChanges(): Changes {
  const changes = useContext(ChangesContext);
  if (changes === null) throw new Error("useChanges outside of ChangesProvider");
  return changes;
}

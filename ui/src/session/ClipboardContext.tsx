import { createContext, type ReactNode, useContext, useEffect, useState } from "react";

import { onEvent } from "../ipc/event";
import type { ClipboardState } from "../ipc/generated/ClipboardState";

const ClipboardContext = createContext<ClipboardState>({ state: "cleared" });

/** Follows what Rust says of the clipboard. */
export function ClipboardProvider({ children }: { children: ReactNode }) {
  const [state, setState] = useState<ClipboardState>({ state: "cleared" });
  useEffect(() => onEvent("clipboard-changed", setState), []);
  return <ClipboardContext value={state}>{children}</ClipboardContext>;
}

/** Whether one of our keys lies in the clipboard, and until when. */
export function useClipboard(): ClipboardState {
  return useContext(ClipboardContext);
}

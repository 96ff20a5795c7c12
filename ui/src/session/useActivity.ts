import { useEffect } from "react";

import { command } from "../ipc/command";

/** How often Rust is told at most; the idle time that locks the vault is counted in minutes. */
const EVERY_MS = 5_000;

const inputs = ["pointerdown", "pointermove", "wheel", "keydown", "compositionupdate"] as const;

/** Tells Rust that somebody touches the window. Whether nobody did for too long is decided there. */
export function useActivity(): void {
  useEffect(() => {
    let toldMs = 0;
    const tell = () => {
      const nowMs = performance.now();
      if (toldMs !== 0 && nowMs - toldMs < EVERY_MS) return;
      toldMs = nowMs;
      // At worst the vault is locked too early.
      command("note_activity").catch(() => undefined);
    };
    for (const input of inputs) document.addEventListener(input, tell, { capture: true, passive: true });
    return () => {
      for (const input of inputs) document.removeEventListener(input, tell, { capture: true });
    };
  }, []);
}

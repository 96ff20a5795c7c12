import { useEffectEvent, useLayoutEffect } from "react";

import { dialogIsOpen, isComposing, isTyping, letterOf } from "../components/keys";
import { hasMod } from "../components/shortcut";
import { useToasts } from "../components/ToastContext";
import { asFault } from "../ipc/fault";
import { faultText } from "../messages/faultText";
import { useVault } from "../session/VaultContext";

export interface ShortcutTargets {
  onIssue: () => void;
  onPalette: () => void;
  onHelp: () => void;
}

/** The shortcuts that work on every page. They sleep while a dialog is open or an input method composes. */
export function useShortcuts(targets: ShortcutTargets): void {
  const vault = useVault();
  const toasts = useToasts();

  const act = useEffectEvent((event: KeyboardEvent): boolean => {
    if (isComposing(event) || dialogIsOpen()) return false;
    if (hasMod(event) && !event.shiftKey && !event.altKey) {
      switch (letterOf(event)) {
        case "n":
          targets.onIssue();
          return true;
        case "k":
          targets.onPalette();
          return true;
        case "l":
          if (vault.status.state === "unlocked") {
            vault.lock().catch((thrown: unknown) => {
              const { what, next } = faultText(asFault(thrown));
              toasts.show({ tone: "danger", title: what, detail: next });
            });
          }
          return true;
        default:
          return false;
      }
    }
    if (event.key === "?" && !isTyping(event.target)) {
      targets.onHelp();
      return true;
    }
    return false;
  });

  // Before the page is painted: who sees it can press a key.
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (act(event)) event.preventDefault();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => {
      document.removeEventListener("keydown", onKeyDown);
    };
  }, []);
}

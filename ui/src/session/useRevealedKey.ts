import { useEffect, useState } from "react";

import { command } from "../ipc/command";
import { onEvent } from "../ipc/event";
import { asFault } from "../ipc/fault";
import type { Fault } from "../ipc/generated/Fault";
import { dismissed, useVaultGate } from "./useVaultGate";

/** How long a revealed key stays on the screen. */
export const REVEAL_MS = 15_000;

export interface RevealedKey {
  /** The key while it is shown; null: masked. */
  key: string | null;
  secondsLeft: number;
  isPending: boolean;
  fault: Fault | null;
  reveal: () => Promise<void>;
  hide: () => void;
}

/** Shows the key of a token for 15 s. The key lives nowhere but in this hook's state. */
export function useRevealedKey(id: number): RevealedKey {
  const gate = useVaultGate();
  const [shown, setShown] = useState<{ id: number; key: string; untilMs: number } | null>(null);
  const [secondsLeft, setSecondsLeft] = useState(0);
  const [isPending, setPending] = useState(false);
  const [fault, setFault] = useState<Fault | null>(null);

  useEffect(() => {
    if (shown === null) return;
    const look = () => {
      const leftMs = shown.untilMs - Date.now();
      setSecondsLeft(Math.max(0, Math.ceil(leftMs / 1000)));
      if (leftMs <= 0) setShown(null);
    };
    look();
    const timer = setInterval(look, 250);
    return () => {
      clearInterval(timer);
    };
  }, [shown]);

  // A lock hides at once what it protects.
  useEffect(
    () =>
      onEvent("vault-changed", (status) => {
        if (status.state === "locked") setShown(null);
      }),
    [],
  );

  return {
    key: shown?.id === id ? shown.key : null,
    secondsLeft,
    isPending,
    fault,
    hide: () => {
      setShown(null);
    },
    reveal: async () => {
      setPending(true);
      setFault(null);
      try {
        const answer = await gate(() => command("reveal_token_key", { id }));
        if (answer !== dismissed) setShown({ id, key: answer.key, untilMs: Date.now() + REVEAL_MS });
      } catch (thrown) {
        setFault(asFault(thrown));
      } finally {
        setPending(false);
      }
    },
  };
}

import { useState } from "react";

import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { Fault } from "../../ipc/generated/Fault";
import { useClipboard } from "../../session/ClipboardContext";
import { dismissed, useVaultGate } from "../../session/useVaultGate";

export type Copied = "key" | "example";

export interface CopiedKey {
  readonly copy: (what: Copied) => Promise<void>;
  /** What of this token lies in the clipboard now. */
  readonly what: Copied | null;
  /** When the clipboard is cleared, Unix ms; null: it is left alone. */
  readonly clearsMs: number | null;
  /** Whether it was ever copied here, wherever it is now. */
  readonly wasCopied: boolean;
  readonly fault: Fault | null;
}

/** Copies the key in Rust and knows how long it lies in the clipboard. The key itself does not come here. */
export function useCopiedKey(id: number): CopiedKey {
  const gate = useVaultGate();
  const clipboard = useClipboard();
  const [copied, setCopied] = useState<Copied | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);
  const isOurs = clipboard.state === "holds" && clipboard.tokenId === id;

  return {
    what: isOurs ? copied : null,
    clearsMs: isOurs ? clipboard.clearsMs : null,
    wasCopied: copied !== null,
    fault,
    copy: async (what) => {
      setFault(null);
      try {
        const receipt = await gate(() =>
          command(what === "key" ? "copy_token_key" : "copy_token_example", { id }),
        );
        if (receipt !== dismissed) setCopied(what);
      } catch (thrown) {
        setFault(asFault(thrown));
      }
    },
  };
}

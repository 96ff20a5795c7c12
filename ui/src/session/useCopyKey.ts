import { t } from "@lingui/core/macro";
import { useCallback } from "react";

import { useToasts } from "../components/ToastContext";
import { command } from "../ipc/command";
import { asFault } from "../ipc/fault";
import type { CopyReceipt } from "../ipc/generated/CopyReceipt";
import { faultText } from "../messages/faultText";
import { dismissed, useVaultGate } from "./useVaultGate";

/**
 * Copies a token's key (or a curl line with it) in Rust; says so in a toast, also when it fails.
 * Null: nothing was copied.
 */
export function useCopyKey() {
  const gate = useVaultGate();
  const toasts = useToasts();
  return useCallback(
    async (id: number, name: string, what: "key" | "example" = "key"): Promise<CopyReceipt | null> => {
      try {
        const receipt = await gate(() =>
          command(what === "key" ? "copy_token_key" : "copy_token_example", { id }),
        );
        if (receipt === dismissed) return null;
        const title =
          what === "key" ? t`Key of “${name}” copied` : t`Example with the key of “${name}” copied`;
        if (receipt.clearsMs === null) {
          toasts.show({ tone: "success", title });
        } else {
          const seconds = Math.max(1, Math.round((receipt.clearsMs - Date.now()) / 1000));
          toasts.show({
            tone: "success",
            title,
            detail: t`The clipboard is cleared in ${seconds} s.`,
            lastsMs: 4000,
          });
        }
        return receipt;
      } catch (thrown) {
        const { what: title, next: detail } = faultText(asFault(thrown));
        toasts.show({ tone: "danger", title, detail });
        return null;
      }
    },
    [gate, toasts],
  );
}

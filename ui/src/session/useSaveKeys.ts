import { t } from "@lingui/core/macro";
import { useState } from "react";

import { command } from "../ipc/command";
import type { Fault } from "../ipc/generated/Fault";
import type { SavedKeys } from "../ipc/generated/SavedKeys";
import { useAsk } from "./useAsk";

export interface SaveKeys {
  /** Asks where to; null: the admin thought better of it, or `fault` says why not. */
  save: () => Promise<SavedKeys | null>;
  isSaving: boolean;
  saved: SavedKeys | null;
  fault: Fault | null;
}

/** Puts the keys that imports drew into a file that Rust writes. */
export function useSaveKeys(): SaveKeys {
  const [saved, setSaved] = useState<SavedKeys | null>(null);
  const { ask, isPending, fault } = useAsk();
  return {
    save: async () => {
      let done: SavedKeys | null = null;
      await ask(async () => {
        const answer = await command("save_imported_keys", { title: t`Save the keys` });
        if (answer.path !== null) done = answer;
      });
      if (done !== null) setSaved(done);
      return done;
    },
    isSaving: isPending,
    saved,
    fault,
  };
}

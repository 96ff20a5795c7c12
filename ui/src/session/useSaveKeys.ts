import { t } from "@lingui/core/macro";
import { useState } from "react";

import { command } from "../ipc/command";
import { asFault } from "../ipc/fault";
import type { Fault } from "../ipc/generated/Fault";
import type { SavedKeys } from "../ipc/generated/SavedKeys";

export interface SaveKeys {
  /** Asks where to; false: the admin thought better of it, or `fault` says why not. */
  save: () => Promise<boolean>;
  isSaving: boolean;
  saved: SavedKeys | null;
  fault: Fault | null;
}

/** Puts the keys that imports drew into a file that Rust writes. */
export function useSaveKeys(): SaveKeys {
  const [saved, setSaved] = useState<SavedKeys | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);
  const [isSaving, setSaving] = useState(false);
  const save = async () => {
    setSaving(true);
    setFault(null);
    try {
      const answer = await command("save_imported_keys", { title: t`Save the keys` });
      if (answer.path !== null) setSaved(answer);
      return answer.path !== null;
    } catch (thrown) {
      setFault(asFault(thrown));
      return false;
    } finally {
      setSaving(false);
    }
  };
  return { save, isSaving, saved, fault };
}

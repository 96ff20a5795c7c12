import { useState } from "react";

import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { Fault } from "../../ipc/generated/Fault";
import type { Field } from "../../ipc/generated/Field";
import type { FieldError } from "../../ipc/generated/FieldError";
import type { Settings } from "../../ipc/generated/Settings";
import { useSettings } from "../../session/SettingsContext";

export interface SettingsSaving {
  settings: Settings;
  /** Saves at once; what changes comes back through `settings-changed`. False: refused. */
  save: (patch: Partial<Settings>) => Promise<boolean>;
  errorAt: (field: Field) => FieldError | undefined;
  /** A refusal that is not about a field. */
  fault: Fault | null;
}

/** Settings have no Save button: each control saves as it changes. */
export function useSaveSettings(): SettingsSaving {
  const { settings } = useSettings();
  const [fault, setFault] = useState<Fault | null>(null);
  return {
    settings,
    save: async (patch) => {
      try {
        await command("save_settings", { ...settings, ...patch });
        setFault(null);
        return true;
      } catch (thrown) {
        setFault(asFault(thrown));
        return false;
      }
    },
    errorAt: (field) =>
      fault?.code === "invalid" ? fault.errors.find((error) => error.field === field) : undefined,
    fault: fault?.code === "invalid" ? null : fault,
  };
}

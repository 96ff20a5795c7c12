import { plural, t } from "@lingui/core/macro";

import { useFormat } from "../../format/useFormat";
import type { UnsavedKeys } from "../../ipc/generated/UnsavedKeys";
import { KeysDialog } from "./KeysDialog";

interface UnsavedKeysDialogProps {
  readonly unsaved: UnsavedKeys;
  readonly onClose: () => void;
}

/** The keys of an import whose page crashed before they were saved. */
export function UnsavedKeysDialog({ unsaved, onClose }: UnsavedKeysDialogProps) {
  const format = useFormat();
  const count = format.count(unsaved.keys);
  return (
    <KeysDialog title={t`Keys that are not saved yet`} unsaved={unsaved} onClose={onClose}>
      <p>
        {plural(unsaved.keys, {
          one: `An import drew ${count} key that was not saved yet.`,
          other: `An import drew ${count} keys that were not saved yet.`,
        })}
      </p>
    </KeysDialog>
  );
}

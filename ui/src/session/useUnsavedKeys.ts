import { useEffect, useState } from "react";

import { onEvent } from "../ipc/event";
import type { UnsavedKeys } from "../ipc/generated/UnsavedKeys";

/** Keys that imports drew and nobody has saved. */
export function useUnsavedKeys(initial: UnsavedKeys): UnsavedKeys {
  const [unsaved, setUnsaved] = useState(initial);
  useEffect(() => onEvent("unsaved-keys", setUnsaved), []);
  return unsaved;
}

import { useState } from "react";

import { asFault } from "../ipc/fault";
import type { Fault } from "../ipc/generated/Fault";

export interface Ask {
  /** Carries it out; what it throws is the fault, until the next one begins. */
  ask: (act: () => Promise<unknown>) => Promise<void>;
  isPending: boolean;
  fault: Fault | null;
}

/** One thing at a time that is asked of the desk, and why the last one failed. */
export function useAsk(): Ask {
  const [fault, setFault] = useState<Fault | null>(null);
  const [isPending, setPending] = useState(false);
  const ask = async (act: () => Promise<unknown>) => {
    setFault(null);
    setPending(true);
    try {
      await act();
    } catch (thrown) {
      setFault(asFault(thrown));
    } finally {
      setPending(false);
    }
  };
  return { ask, isPending, fault };
}

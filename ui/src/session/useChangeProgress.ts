import { useEffect, useState } from "react";

import { onEvent } from "../ipc/event";
import type { ChangeProgress } from "../ipc/generated/ChangeProgress";

/** How far the change to many has come that is being made; null: none is. */
export function useChangeProgress(isRunning: boolean): ChangeProgress | null {
  const [progress, setProgress] = useState<ChangeProgress | null>(null);
  useEffect(() => {
    if (!isRunning) return;
    const stop = onEvent("change-progress", setProgress);
    return () => {
      stop();
      setProgress(null);
    };
  }, [isRunning]);
  return progress;
}

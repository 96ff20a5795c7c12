import { useEffect, useState } from "react";

import { onEvent } from "../ipc/event";
import type { ChangeProgress } from "../ipc/generated/ChangeProgress";

/** How far the change to many has come that is being made, or a look through the audit log; null: none is. */
export function useChangeProgress(
  isRunning: boolean,
  event: "change-progress" | "audit-progress" = "change-progress",
): ChangeProgress | null {
  const [progress, setProgress] = useState<ChangeProgress | null>(null);
  useEffect(() => {
    if (!isRunning) return;
    const stop = onEvent(event, setProgress);
    return () => {
      stop();
      setProgress(null);
    };
  }, [isRunning, event]);
  return progress;
}

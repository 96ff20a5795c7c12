import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { onEvent } from "../ipc/event";
import { queryKeys } from "./queryKeys";

/** A survey reads every token; while many are changed it need not follow each step. */
const AT_MOST_EVERY_MS = 5_000;

/** Has the posture read anew after changes. */
export function FollowPosture() {
  const queries = useQueryClient();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let readAt = -Infinity;
    const stop = onEvent("tokens-changed", () => {
      timer ??= setTimeout(
        () => {
          timer = undefined;
          readAt = performance.now();
          void queries.invalidateQueries({ queryKey: queryKeys.posture });
        },
        Math.max(0, readAt + AT_MOST_EVERY_MS - performance.now()),
      );
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [queries]);
  return null;
}

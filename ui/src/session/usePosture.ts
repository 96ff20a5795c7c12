import { useQuery } from "@tanstack/react-query";

import { command } from "../ipc/command";
import { queryKeys } from "./queryKeys";

/** What is changed is told by an event; use and the clock are not. */
const EVERY_MS = 60_000;

/** How many tokens need a look, and why. */
export function usePosture() {
  return useQuery({
    queryKey: queryKeys.posture,
    queryFn: () => command("posture"),
    refetchInterval: EVERY_MS,
  });
}

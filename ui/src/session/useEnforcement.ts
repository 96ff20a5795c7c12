import { useQuery } from "@tanstack/react-query";

import { command } from "../ipc/command";
import { queryKeys } from "./queryKeys";

/** How often the figures are looked at while there are any. */
const EVERY_MS = 1000;

/** "Enforce on this machine": the choice, how it stands, its figures. */
export function useEnforcement() {
  return useQuery({
    queryKey: queryKeys.enforcement,
    queryFn: () => command("enforcement"),
    // What begins or ends is told by an event; counts are not.
    refetchInterval: ({ state }) => (state.data?.standing.state === "ready" ? EVERY_MS : false),
  });
}

import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { command } from "../../ipc/command";
import type { ImaginedRequest } from "../../ipc/generated/ImaginedRequest";
import { queryKeys } from "../../session/queryKeys";
import { useSettled } from "../../session/useSettled";

/** Joins the keystrokes of a fast typist. */
const PAUSE_MS = 120;
/** "Now" goes on: a token may expire while one looks. */
const EVERY_MS = 5_000;

/** What would become of the request; asked again as it is typed, as the clock goes on and as tokens change. */
export function useSimulation(request: ImaginedRequest) {
  const settled = useSettled(request, PAUSE_MS);
  return useQuery({
    queryKey: queryKeys.simulation(settled),
    queryFn: () => command("explain_request", settled),
    placeholderData: keepPreviousData,
    refetchInterval: settled.at === null ? EVERY_MS : false,
  });
}

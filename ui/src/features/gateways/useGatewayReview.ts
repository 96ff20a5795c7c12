import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { command } from "../../ipc/command";
import type { GatewayForm } from "../../ipc/generated/GatewayForm";
import { queryKeys } from "../../session/queryKeys";
import { useSettled } from "../../session/useSettled";

/** Joins the keystrokes of a fast typist. */
const PAUSE_MS = 120;

/** What Rust makes of the form, with the form that it was made of. */
export function useGatewayReview(form: GatewayForm) {
  const settled = useSettled(form, PAUSE_MS);
  return useQuery({
    queryKey: queryKeys.gateway(settled),
    queryFn: async () => ({ form: settled, ...(await command("review_gateway", settled)) }),
    placeholderData: keepPreviousData,
    // The form may hold a secret: nothing of it stays after the page was left.
    gcTime: 0,
  });
}

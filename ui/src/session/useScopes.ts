import { useQuery } from "@tanstack/react-query";

import { command } from "../ipc/command";
import { queryKeys } from "./queryKeys";

/** The scope catalogue, kept fresh by `tokens-changed`. */
export function useScopes() {
  return useQuery({ queryKey: queryKeys.scopes, queryFn: () => command("list_scopes") });
}

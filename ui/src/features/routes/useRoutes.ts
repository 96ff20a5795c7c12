import { useQuery } from "@tanstack/react-query";

import { command } from "../../ipc/command";
import { queryKeys } from "../../session/queryKeys";

/** All routes, kept fresh by `tokens-changed`: each change of them is an entry of the audit log. */
export function useRoutes() {
  return useQuery({ queryKey: queryKeys.routes, queryFn: () => command("list_routes") });
}

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";

import { command } from "../../ipc/command";
import type { AuditFilter } from "../../ipc/generated/AuditFilter";
import { queryKeys } from "../../session/queryKeys";
import { useSettled } from "../../session/useSettled";

/** Joins the keystrokes of a fast typist. */
const PAUSE_MS = 150;

/** Entries that are asked for, newest first, page by page; it follows as others are written. */
export function useAudit(filter: AuditFilter) {
  const settled = useSettled(filter, PAUSE_MS);
  return useInfiniteQuery({
    queryKey: queryKeys.audit(settled),
    queryFn: ({ pageParam }) => command("list_audit", { filter: settled, before: pageParam }),
    initialPageParam: null as number | null,
    getNextPageParam: (last) => (last.more ? (last.entries.at(-1)?.number ?? null) : null),
    placeholderData: keepPreviousData,
  });
}

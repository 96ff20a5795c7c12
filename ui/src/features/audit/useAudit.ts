import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";

import { command } from "../../ipc/command";
import type { AuditFilter } from "../../ipc/generated/AuditFilter";
import { queryKeys } from "../../session/queryKeys";
import { useSettled } from "../../session/useSettled";

/** Joins the keystrokes of a fast typist. */
const PAUSE_MS = 150;

/** Entries that are asked for, newest first, page by page; it follows as others are written. */
export function useAudit(filter: AuditFilter) {
  const settled = useSettled(filter, PAUSE_MS);
  const audit = useInfiniteQuery({
    queryKey: queryKeys.audit(settled),
    queryFn: ({ pageParam }) => command("list_audit", { filter: settled, before: pageParam }),
    initialPageParam: null as number | null,
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
  });
  const [isSearching, setSearching] = useState(false);
  const isStopped = useRef(false);
  const stop = useCallback(() => {
    isStopped.current = true;
  }, []);
  // A search that goes on is one for the filter that it began with.
  useEffect(() => stop, [stop, settled]);

  /** Searches on through a long log, look after look, until something is found. */
  const searchOn = async () => {
    isStopped.current = false;
    setSearching(true);
    let goesOn = true;
    while (goesOn) {
      const { data, isError, hasNextPage } = await audit.fetchNextPage();
      const isFruitless = data?.pages.at(-1)?.entries.length === 0;
      goesOn = !isError && hasNextPage && isFruitless && !isStopped.current;
    }
    setSearching(false);
  };
  return { audit, isSearching, searchOn, stop };
}

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { onEvent } from "../ipc/event";
import { queryKeys } from "./queryKeys";

/** Reads what is shown anew whenever it has changed. The list does not wait for the counts, which may be slow. */
export function FollowData() {
  const queries = useQueryClient();
  useEffect(
    () =>
      onEvent("enforcement-changed", () => {
        void queries.invalidateQueries({ queryKey: queryKeys.enforcement });
      }),
    [queries],
  );
  useEffect(
    () =>
      onEvent("backups-changed", () => {
        void queries.invalidateQueries({ queryKey: queryKeys.backups });
      }),
    [queries],
  );
  useEffect(() => {
    const [readCounts, readRest] = [reader(queries, true), reader(queries, false)];
    return onEvent("tokens-changed", () => {
      void readRest();
      void readCounts();
    });
  }, [queries]);
  return null;
}

/**
 * One reading at a time, with another one after it where changes came meanwhile: a change to a million tokens
 * tells of itself faster than a list is read.
 */
function reader(queries: QueryClient, ofCounts: boolean): () => Promise<void> {
  const isCounts = (key: readonly unknown[]) => key[1] === queryKeys.counts[1];
  let isReading = false;
  let isOld = false;
  return async () => {
    isOld = true;
    if (isReading) return;
    isReading = true;
    while (isOld) {
      isOld = false;
      await queries.invalidateQueries({
        queryKey: queryKeys.data,
        predicate: ({ queryKey }) => isCounts(queryKey) === ofCounts,
      });
    }
    isReading = false;
  };
}

import { useQuery } from "@tanstack/react-query";
import { useEffect, useEffectEvent } from "react";

import { command } from "../../ipc/command";
import type { ListQuery } from "../../ipc/generated/ListQuery";
import { queryKeys } from "../../session/queryKeys";
import { endsOf, relocated, type Selection } from "./selection";

/** Lets the chosen ranges follow their ends when the list changes. */
export function useRanges(
  query: ListQuery,
  selection: Selection,
  onSelect: (selection: Selection) => void,
): void {
  const ends = endsOf(selection);
  const places = useQuery({
    queryKey: queryKeys.places(query, ends),
    queryFn: () => command("locate_tokens", { query, ids: ends }),
    enabled: ends.length > 0,
  }).data;
  const relocate = useEffectEvent((indexes: (number | null)[]) => {
    const known = new Map<number, number>();
    indexes.forEach((index, i) => {
      const id = ends[i];
      if (id !== undefined && index !== null) known.set(id, index);
    });
    const next = relocated(selection, known);
    if (JSON.stringify(next) !== JSON.stringify(selection)) onSelect(next);
  });
  useEffect(() => {
    if (places) relocate(places.indexes);
  }, [places]);
}

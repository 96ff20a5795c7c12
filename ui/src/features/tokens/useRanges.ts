import { useQuery } from "@tanstack/react-query";
import { useEffect, useEffectEvent } from "react";

import { command } from "../../ipc/command";
import type { ListQuery } from "../../ipc/generated/ListQuery";
import { queryKeys } from "../../session/queryKeys";
import { isSame, landmarksOf, relocated, type Selection } from "./selection";

/** Lets the chosen ranges, and what is left out of them, follow the list when it changes. */
export function useRanges(
  query: ListQuery,
  selection: Selection,
  onSelect: (selection: Selection) => void,
): void {
  const landmarks = landmarksOf(selection);
  const places = useQuery({
    queryKey: queryKeys.places(query, landmarks),
    queryFn: () => command("locate_tokens", { query, ids: landmarks }),
    enabled: landmarks.length > 0,
  }).data;
  const relocate = useEffectEvent((indexes: (number | null)[]) => {
    const known = new Map<number, number>();
    indexes.forEach((index, i) => {
      const id = landmarks[i];
      if (id !== undefined && index !== null) known.set(id, index);
    });
    const next = relocated(selection, known);
    if (!isSame(next, selection)) onSelect(next);
  });
  useEffect(() => {
    if (places) relocate(places.indexes);
  }, [places]);
}

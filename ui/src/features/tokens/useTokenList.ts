import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";

import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { Fault } from "../../ipc/generated/Fault";
import type { ListQuery } from "../../ipc/generated/ListQuery";
import type { TokenRow } from "../../ipc/generated/TokenRow";
import { queryKeys } from "../../session/queryKeys";

export const PAGE = 100;

export interface TokenList {
  /** null: not known yet. */
  total: number | null;
  /** undefined: still on its way. */
  row: (index: number) => TokenRow | undefined;
  fault: Fault | null;
  retry: () => void;
}

/** How to get one page; also used to fetch rows that are not on the screen. */
export function pageOf(query: ListQuery, start: number) {
  return {
    queryKey: queryKeys.page(query, start),
    queryFn: () => command("list_tokens", { query, start, count: PAGE }),
  };
}

/** The rows from `first` to `last` of a list, in pages. While another list loads, the old one stays. */
export function useTokenList(query: ListQuery, first: number, last: number): TokenList {
  const head = useQuery({ ...pageOf(query, 0), placeholderData: keepPreviousData });
  const starts: number[] = [];
  for (let start = Math.max(PAGE, Math.floor(first / PAGE) * PAGE); start <= last; start += PAGE)
    starts.push(start);
  const pages = useQueries({ queries: starts.map((start) => pageOf(query, start)) });

  const rows = new Map<number, TokenRow[]>();
  if (head.data) rows.set(0, head.data.rows);
  for (const page of pages) if (page.data) rows.set(page.data.start, page.data.rows);

  const error = head.error ?? pages.find((page) => page.error)?.error ?? null;
  return {
    total: head.data?.total ?? null,
    row: (index) => {
      const start = Math.floor(index / PAGE) * PAGE;
      return rows.get(start)?.[index - start];
    },
    fault: error === null ? null : asFault(error),
    retry: () => {
      void head.refetch();
      for (const page of pages) if (page.error) void page.refetch();
    },
  };
}

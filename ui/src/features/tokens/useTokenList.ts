import {
  keepPreviousData,
  noop,
  type QueryClient,
  queryOptions,
  useQueries,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { Fault } from "../../ipc/generated/Fault";
import type { ListQuery } from "../../ipc/generated/ListQuery";
import type { TokenRow } from "../../ipc/generated/TokenRow";
import { queryKeys } from "../../session/queryKeys";

const PAGE = 100;
/** Pages that were scrolled by are kept this long: a way through a million rows leaves no million rows behind. */
const KEPT_MS = 20_000;
/** The neighbours are fetched when the list has stood still for this long. */
const STILL_MS = 80;

export interface TokenList {
  /** undefined: still on its way. */
  row: (index: number) => TokenRow | undefined;
  /** A row that may be far from the screen; null: there is none. */
  fetchRow: (index: number) => Promise<TokenRow | null>;
  fault: Fault | null;
  retry: () => void;
}

function pageOf(query: ListQuery, start: number) {
  return queryOptions({
    queryKey: queryKeys.page(query, start),
    queryFn: () => command("list_tokens", { query, start, count: PAGE }),
    gcTime: KEPT_MS,
  });
}

/** What the list shows when the window opens. */
export const homeList: ListQuery = { chip: "all", search: "", sort: "created", descending: true };

/** Reads the first rows of the home list ahead of its page; what fails is said by the page. */
export function readHomeList(queries: QueryClient): Promise<void> {
  return queries.query(pageOf(homeList, 0)).then(noop, noop);
}

const startOf = (index: number) => Math.floor(index / PAGE) * PAGE;

/** The first rows of a list, and how many it has: of a long one that is known later than these. */
function useHead(query: ListQuery) {
  const head = useQuery({ ...pageOf(query, 0), placeholderData: keepPreviousData });
  const length = useQuery({
    queryKey: queryKeys.length(query),
    queryFn: () => command("count_list", query),
    enabled: head.data?.total === null && !head.isPlaceholderData,
  });
  return {
    head,
    total: head.data?.total ?? length.data ?? null,
    error: head.error ?? length.error,
    retry: () => {
      void head.refetch();
      if (length.error) void length.refetch();
    },
  };
}

export interface ListLength {
  /** As far as it is known; null: nothing is. */
  rows: number | null;
  /** There may be more. */
  isOpen: boolean;
}

/** How many rows a list has. */
export function useListLength(query: ListQuery): ListLength {
  const { head, total } = useHead(query);
  return { rows: total ?? head.data?.rows.length ?? null, isOpen: head.data !== undefined && total === null };
}

/**
 * The rows from `first` to `last` of a list, in pages. While another list loads, the old one stays; while rows
 * are read anew, the old ones stay.
 */
export function useTokenList(query: ListQuery, first: number, last: number): TokenList {
  const queries = useQueryClient();
  const { head, total, error: headError, retry } = useHead(query);

  const [from, to] = [startOf(first), startOf(last)];
  const [asked, setAsked] = useState({ from, to });
  const pages = useQueries({ queries: starts(asked.from, asked.to).map((start) => pageOf(query, start)) });
  // On a way through the list only the place is asked for where it has come to when the last answer is there.
  const isWaiting = pages.some(({ isPending }) => isPending);
  if (!isWaiting && (asked.from !== from || asked.to !== to)) setAsked({ from, to });
  useEffect(() => {
    if (isWaiting || total === null) return;
    const timer = setTimeout(() => {
      for (const start of [to + PAGE, from - PAGE])
        if (start > 0 && start < total) queries.query(pageOf(query, start)).catch(noop);
    }, STILL_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [queries, query, isWaiting, total, from, to]);

  const rows = new Map<number, TokenRow[]>();
  for (const page of pages) if (page.data) rows.set(page.data.start, page.data.rows);
  // A page that is not asked for at the moment may be known from before.
  for (const start of starts(from, to)) {
    const known = rows.has(start) ? undefined : queries.getQueryData(pageOf(query, start).queryKey);
    if (known) rows.set(start, known.rows);
  }
  if (head.data) rows.set(0, head.data.rows);

  const error = headError ?? pages.find((page) => page.error)?.error ?? null;
  return {
    row: (index) => rows.get(startOf(index))?.[index - startOf(index)],
    fetchRow: async (index) => {
      const page = await queries.query({ ...pageOf(query, startOf(index)), staleTime: Infinity });
      return page.rows[index - startOf(index)] ?? null;
    },
    fault: error === null ? null : asFault(error),
    retry: () => {
      retry();
      for (const page of pages) if (page.error) void page.refetch();
    },
  };
}

/** The pages between two, but for the first one, which is always there. */
function starts(from: number, to: number): number[] {
  const all: number[] = [];
  for (let start = Math.max(PAGE, from); start <= to; start += PAGE) all.push(start);
  return all;
}

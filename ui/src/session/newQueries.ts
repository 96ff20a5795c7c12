import { QueryClient } from "@tanstack/react-query";

/** Keeps what was read. Rust is next door and tells of every change: no retries, no refetch by time or focus. */
export function newQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: false, staleTime: Infinity, refetchOnWindowFocus: false, networkMode: "always" },
    },
  });
}

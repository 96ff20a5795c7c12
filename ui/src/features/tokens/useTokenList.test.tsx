import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";

import type { Request } from "../../ipc/command";
import { sitAt } from "../../ipc/desk";
import { FakeDesk } from "../../ipc/fake/fakeDesk";
import { sampleTokens } from "../../ipc/fake/sampleTokens";
import type { ListQuery } from "../../ipc/generated/ListQuery";
import { useTokenList } from "./useTokenList";

const QUERY: ListQuery = { chip: "all", search: "", sort: "created", descending: true };

/** A desk that keeps its answers back while it is asked to, and has pages that can't be read. */
class TroubledDesk extends FakeDesk {
  /** Where a page starts that can't be read. */
  unreadable: number | null = null;
  #go: (() => void) | null = null;
  #wait: Promise<void> = Promise.resolve();

  holdAnswers(): void {
    this.#wait = new Promise((resolve) => {
      this.#go = resolve;
    });
  }

  letGo(): void {
    this.#go?.();
  }

  override async invoke(name: string, request: unknown): Promise<unknown> {
    const wait = this.#wait;
    if (name === "list_tokens" && (request as Request<"list_tokens">).start === this.unreadable)
      this.refuseNext(name, { code: "store_busy" });
    const answer = await super.invoke(name, request);
    await wait;
    return answer;
  }

  /** Where the pages start that were asked for, in order. */
  get starts(): number[] {
    return (this.asked("list_tokens") as Request<"list_tokens">[]).map(({ start }) => start);
  }
}

async function openList() {
  const desk = new TroubledDesk({ tokens: sampleTokens(2000, Date.now()) });
  sitAt(desk);
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } });
  const { result, rerender } = renderHook(({ first }) => useTokenList(QUERY, first, first + 20), {
    initialProps: { first: 0 },
    wrapper: ({ children }) => <QueryClientProvider client={client}>{children}</QueryClientProvider>,
  });
  await waitFor(() => {
    expect(result.current.row(0)).toBeDefined();
  });
  const scrollTo = (first: number) => {
    rerender({ first });
  };
  return { desk, result, scrollTo };
}

test("on a way through the list only the place is asked for where it has come to", async () => {
  const { desk, result, scrollTo } = await openList();
  desk.holdAnswers();
  scrollTo(510);
  scrollTo(810);
  scrollTo(1210);
  scrollTo(1710);
  expect(desk.starts).toContain(500);
  await act(async () => {
    desk.letGo();
    await Promise.resolve();
  });
  await waitFor(() => {
    expect(result.current.row(1710)).toBeDefined();
  });
  expect(desk.starts).not.toContain(800);
  expect(desk.starts).not.toContain(1200);
});

test("the neighbours of the place where the list stands are fetched ahead", async () => {
  const { desk, scrollTo } = await openList();
  scrollTo(1010);
  await waitFor(() => {
    expect(desk.starts).toEqual(expect.arrayContaining([900, 1100]));
  });
});

test("a neighbour that can't be read is no fault of what is seen", async () => {
  const { desk, result, scrollTo } = await openList();
  desk.unreadable = 1100;
  scrollTo(1010);
  await waitFor(() => {
    expect(desk.starts).toEqual(expect.arrayContaining([900, 1100]));
  });
  expect(result.current.fault).toBeNull();
  expect(result.current.row(1010)).toBeDefined();
  scrollTo(1110);
  await waitFor(() => {
    expect(result.current.fault).toEqual({ code: "store_busy" });
  });
});

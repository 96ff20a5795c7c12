import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { DraftReview } from "../../ipc/generated/DraftReview";
import { useReview } from "./useReview";

const review = (name: string): DraftReview => ({
  errors: [],
  warnings: [],
  sameName: 0,
  expiresMs: null,
  allow: [],
  block: [],
  limit: null,
  rate: null,
  quota: { total: null, daily: null, monthly: null },
  models: null,
  group: "default",
  name,
});

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Answers each question after its own time. */
function slowDesk(times: Record<string, number>) {
  return vi.fn(
    (draft: string) =>
      new Promise<DraftReview>((resolve) => {
        setTimeout(() => {
          resolve(review(draft));
        }, times[draft]);
      }),
  );
}

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

test("keystrokes within the pause ask only once", async () => {
  const ask = slowDesk({ abc: 1 });
  const { rerender, result } = renderHook(({ draft }) => useReview(draft, ask), {
    initialProps: { draft: "a" },
  });
  await pass(20);
  rerender({ draft: "ab" });
  await pass(20);
  rerender({ draft: "abc" });
  await pass(100);
  expect(ask.mock.calls).toEqual([["abc"]]);
  expect(result.current.latest?.name).toBe("abc");
});

test("an old answer that comes late does not replace a newer one", async () => {
  const ask = slowDesk({ old: 500, new: 10 });
  const { rerender, result } = renderHook(({ draft }) => useReview(draft, ask), {
    initialProps: { draft: "old" },
  });
  await pass(70);
  rerender({ draft: "new" });
  await pass(100);
  expect(result.current.latest?.name).toBe("new");
  await pass(600);
  expect(result.current.latest?.name).toBe("new");
});

test("a question before saving is asked at once and tells why it failed", async () => {
  const ask = vi.fn(() => Promise.reject(Object.assign(new Error("busy"), { code: "store_busy" })));
  const { result } = renderHook(() => useReview("a", ask));
  await act(async () => {
    await expect(result.current.now("a")).rejects.toMatchObject({ code: "store_busy" });
  });
  expect(result.current.failure).toMatchObject({ code: "store_busy" });
});

import { expect, test, vi } from "vitest";

import { afterPress } from "./afterPress";

const pointer = (type: string) => window.dispatchEvent(new Event(type));

test("work runs at once while nothing is pressed", () => {
  const work = vi.fn();
  afterPress(work);
  expect(work).toHaveBeenCalledOnce();
});

test.each(["pointerup", "pointercancel"])("work waits for %s and the click that follows", async (end) => {
  const work = vi.fn();
  pointer("pointerdown");
  afterPress(work);
  expect(work).not.toHaveBeenCalled();
  pointer(end);
  expect(work).not.toHaveBeenCalled();
  await vi.waitFor(() => {
    expect(work).toHaveBeenCalledOnce();
  });
});

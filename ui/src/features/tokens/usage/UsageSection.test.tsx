import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { FakeDesk } from "../../../ipc/fake/fakeDesk";
import { sampleTokens } from "../../../ipc/fake/sampleTokens";
import { axeFindings } from "../../../testing/axe";
import { renderWithDesk } from "../../../testing/renderWithDesk";
import { UsageSection } from "./UsageSection";

/** Of the samples the token 1 is used and the token 3 is not. */
async function openUsage(id: number, onPin: ((addresses: string[]) => void) | null = null) {
  const desk = new FakeDesk({ tokens: sampleTokens(5, Date.now()), timeZone: "UTC" });
  const view = await renderWithDesk(<UsageSection id={id} onPin={onPin} />, desk);
  await screen.findByRole("region", { name: "Usage" });
  return view;
}

test("the chart and its tables say the same numbers", async () => {
  const { desk, user } = await openUsage(1);
  const bars = within(await screen.findByRole("listbox", { name: "Requests by hour" }));
  expect(bars.getAllByRole("option")).toHaveLength(24);
  const usage = await desk.invoke("token_usage", { id: 1, span: "day" });
  const { allowed } = usage as { allowed: number };
  const outcomes = within(screen.getByRole("table", { name: "Requests by outcome" }));
  expect(outcomes.getByRole("row", { name: /Allowed/ })).toHaveTextContent(allowed.toLocaleString("en-US"));
  expect(outcomes.getByRole("row", { name: /^Limit used up/ })).toBeVisible();
  await user.click(screen.getByRole("radio", { name: "7 d" }));
  expect(await screen.findByRole("listbox", { name: "Requests by day" })).toBeVisible();
  expect(screen.getAllByRole("option")).toHaveLength(7);
  expect(await axeFindings()).toEqual([]);
});

test("the arrow keys walk along the bars, and the one with the focus is read out", async () => {
  const { user } = await openUsage(1);
  const bars = await screen.findAllByRole("option");
  bars.at(-1)?.focus();
  await user.keyboard("{ArrowLeft}");
  expect(bars.at(-2)).toHaveFocus();
  expect(bars.at(-2)).toHaveAccessibleName(/^\d\d:00: \d+ allowed, \d+ refused$/);
  expect(screen.getByText(bars.at(-2)?.getAttribute("aria-label") ?? "")).toBeVisible();
  await user.keyboard("{Home}");
  expect(bars[0]).toHaveFocus();
});

test("the addresses seen can be pinned", async () => {
  const onPin = vi.fn();
  const { user } = await openUsage(1, onPin);
  await user.click(await screen.findByRole("button", { name: "Pin these addresses…" }));
  expect(onPin).toHaveBeenCalledWith(["10.0.3.7", "2001:db8::17"]);
});

test("a token that can't be edited offers no pinning, and one that was never used says how counting begins", async () => {
  const { unmount } = await openUsage(1);
  await screen.findByText("10.0.3.7");
  expect(screen.queryByRole("button", { name: "Pin these addresses…" })).toBeNull();
  unmount();
  await openUsage(3);
  expect(await screen.findByText(/No request was counted yet/)).toBeVisible();
  expect(screen.queryByRole("listbox")).toBeNull();
});

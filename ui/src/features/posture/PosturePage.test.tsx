import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { FakeDesk } from "../../ipc/fake/fakeDesk";
import { type FakeToken, sampleTokens } from "../../ipc/fake/sampleTokens";
import { axeFindings } from "../../testing/axe";
import { renderWithDesk } from "../../testing/renderWithDesk";
import { PosturePage } from "./PosturePage";

const DAY = 86_400_000;

/** Calm tokens that the test makes needy. */
function calm(count: number): FakeToken[] {
  return sampleTokens(count, Date.now()).map((token, index) => ({
    ...token,
    disabled: false,
    revoked: null,
    row: {
      ...token.row,
      name: `token-${String(index + 1)}`,
      limit: { max: 100, window: "total" as const },
      quota: { total: null, daily: null, monthly: null },
      used: 0,
      expiresMs: null,
      lastUsedMs: Date.now(),
      deletedMs: null,
    },
  }));
}

async function openPage(tokens: FakeToken[]) {
  const desk = new FakeDesk({ tokens, timeZone: "UTC" });
  const onOpenToken = vi.fn();
  const view = await renderWithDesk(<PosturePage onOpenToken={onOpenToken} />, desk);
  return { ...view, desk, onOpenToken };
}

const soon = (tokens: FakeToken[], ...days: number[]) => {
  days.forEach((day, index) => {
    const token = tokens[index];
    if (token) token.row.expiresMs = Date.now() + day * DAY;
  });
  return tokens;
};

test("where nothing needs a look, the page says so", async () => {
  await openPage(calm(3));
  expect(await screen.findByRole("heading", { name: "All is well" })).toBeVisible();
});

test("each group has its count, its reason and its tokens, the first to end first", async () => {
  await openPage(soon(calm(4), 6, 3, 0.5));
  const week = await screen.findByRole("region", { name: /Expire within 7 days/ });
  expect(await within(week).findByText("token-2")).toBeVisible();
  const names = within(week)
    .getAllByRole("listitem")
    .map((item) => within(item).getAllByRole("button")[0]?.textContent);
  expect(names).toEqual(["token-2", "token-1"]);
  expect(screen.getByText("3 tokens need a look.")).toBeVisible();
  expect(screen.getByRole("region", { name: /Expire within a day/ })).toBeVisible();
  expect(await axeFindings()).toEqual([]);
});

test("a token is extended after a look at what changes, and that is taken back", async () => {
  const { desk, user } = await openPage(soon(calm(2), 3));
  const before = desk.tokens[0]?.row.expiresMs;
  const week = await screen.findByRole("region", { name: /Expire within 7 days/ });
  await user.click(await within(week).findByRole("button", { name: /^Extend by 30 days: “token-1”/ }));
  const dialog = await screen.findByRole("alertdialog");
  expect(await within(dialog).findByText("Expiration date")).toBeVisible();
  expect(within(dialog).queryByText(/will change/)).not.toBeInTheDocument();
  expect(desk.tokens[0]?.row.expiresMs).toBe(before);
  await user.click(within(dialog).getByRole("button", { name: "Extend by 30 days" }));
  expect(await screen.findByRole("heading", { name: "All is well" })).toBeVisible();
  expect(desk.tokens[0]?.row.expiresMs).toBe((before ?? 0) + 30 * DAY);
  await user.click(screen.getByRole("button", { name: /Undo/ }));
  expect(await screen.findByRole("region", { name: /Expire within 7 days/ })).toBeVisible();
  expect(desk.tokens[0]?.row.expiresMs).toBe(before);
});

test("all of a group are changed by the group, not by a list of their numbers", async () => {
  const { desk, user } = await openPage(soon(calm(8), 3, 3, 3, 3, 3, 3, 3));
  const week = await screen.findByRole("region", { name: /Expire within 7 days/ });
  await within(week).findByRole("button", { name: "Show more (2)" });
  const all = within(week).getByRole("group", { name: "For all 7" });
  await user.click(within(all).getByRole("button", { name: "Extend by 90 days" }));
  const dialog = await screen.findByRole("alertdialog");
  expect(await within(dialog).findByText("All 7 will change.")).toBeVisible();
  expect(within(dialog).getByText("and 2 more")).toBeVisible();
  await user.click(within(dialog).getByRole("button", { name: "Extend by 90 days" }));
  expect(await screen.findByText("7 tokens changed")).toBeVisible();
  expect(desk.asked("apply_remedy")).toEqual([
    { target: { kind: "finding", finding: "expires_in_week" }, remedy: { kind: "extend", days: 90 } },
  ]);
});

test("an unused token is revoked only with a reason", async () => {
  const tokens = calm(1);
  if (tokens[0]) tokens[0].row.lastUsedMs = Date.now() - 91 * DAY;
  const { desk, user } = await openPage(tokens);
  const group = await screen.findByRole("region", { name: /Unused for 90 days/ });
  await user.click(await within(group).findByRole("button", { name: "Revoke…: “token-1”" }));
  const dialog = await screen.findByRole("alertdialog");
  await user.click(await within(dialog).findByRole("button", { name: "Revoke" }));
  expect(await within(dialog).findByText(/required|reason is needed|Enter/i)).toBeVisible();
  await user.type(within(dialog).getByRole("textbox"), "nobody needs it");
  await user.click(within(dialog).getByRole("button", { name: "Revoke" }));
  expect(await screen.findByRole("heading", { name: "All is well" })).toBeVisible();
  expect(desk.tokens[0]?.revoked?.reason).toBe("nobody needs it");
});

test("a name opens its token", async () => {
  const { user, onOpenToken } = await openPage(soon(calm(1), 3));
  await user.click(await screen.findByRole("button", { name: "token-1" }));
  expect(onOpenToken).toHaveBeenCalledWith(1);
});

test("a refusal is said where it was asked", async () => {
  const { desk, user } = await openPage(soon(calm(1), 3));
  await user.click(await screen.findByRole("button", { name: /^Extend by 30 days/ }));
  const dialog = await screen.findByRole("alertdialog");
  await within(dialog).findByText("Expiration date");
  desk.refuseNext("apply_remedy", { code: "change_running" });
  await user.click(within(dialog).getByRole("button", { name: "Extend by 30 days" }));
  expect(await within(dialog).findByRole("alert")).toBeVisible();
});

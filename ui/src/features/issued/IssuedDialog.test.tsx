import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";

import { FakeDesk } from "../../ipc/fake/fakeDesk";
import { sampleTokens } from "../../ipc/fake/sampleTokens";
import type { TokenDetails } from "../../ipc/generated/TokenDetails";
import type { Visibility } from "../../ipc/generated/Visibility";
import { renderWithDesk } from "../../testing/renderWithDesk";
import { IssuedDialog } from "./IssuedDialog";

afterEach(() => {
  vi.useRealTimers();
});

async function open(visibility: Visibility) {
  const [token] = sampleTokens(1, Date.now());
  if (!token) throw new Error("no sample");
  token.row.visibility = visibility;
  token.row.name = "billing-ci";
  token.row.createdMs = Date.now();
  const details: TokenDetails = {
    row: token.row,
    description: "",
    revokedMs: null,
    revokedReason: null,
    dailyResetMs: null,
    monthlyResetMs: null,
    purgeMs: null,
    generation: 1,
    oldKeys: [],
    findings: [],
    history: [],
  };
  const desk = new FakeDesk({ tokens: [token] });
  const onClose = vi.fn();
  const view = await renderWithDesk(<IssuedDialog token={details} onClose={onClose} />, desk);
  return { ...view, desk, onClose, key: token.key };
}

const closeButton = () => screen.getAllByRole("button", { name: "Close" }).at(-1) ?? document.body;

test("the key is masked, and copying it does not show it", async () => {
  const { user, desk, key } = await open("copyable");
  expect(screen.getByRole("dialog", { name: "Token issued: billing-ci" })).toBeVisible();
  expect(screen.getByRole("button", { name: "Copy" })).toHaveFocus();
  await user.keyboard("{Enter}");
  expect(await screen.findByText(/Copied. The clipboard is cleared in (30|29) s\./)).toBeVisible();
  expect(desk.clipboard).toBe(key);
  expect(desk.asked("reveal_token_key")).toEqual([]);
  expect(document.body.textContent).not.toContain(key);
});

test("the example is copied with the key and shown without it", async () => {
  const { user, desk, key } = await open("copyable");
  await user.click(screen.getByRole("button", { name: "Copy this command with the key" }));
  await waitFor(() => {
    expect(desk.clipboard).toContain(`Bearer ${key}`);
  });
  expect(screen.getByText(/^curl -H/)).not.toHaveTextContent(key);
});

test("a revealed key hides again after 15 seconds, counting down", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const { key } = await open("copyable");
  const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
  await user.click(screen.getByRole("button", { name: /^Reveal/ }));
  expect(await screen.findByText(key)).toBeVisible();
  await act(() => vi.advanceTimersByTimeAsync(9_000));
  expect(screen.getByText(key)).toBeVisible();
  expect(screen.getByRole("img", { name: /Hidden again in [56] s/ })).toBeVisible();
  await act(() => vi.advanceTimersByTimeAsync(6_500));
  expect(screen.queryByText(key)).toBeNull();
  expect(document.body.textContent).not.toContain(key);
});

test("closing a show-once key that was neither copied nor seen asks first, also on Esc", async () => {
  const { user, onClose } = await open("show_once");
  await user.keyboard("{Escape}");
  expect(await screen.findByRole("alertdialog", { name: "Close without copying the key?" })).toBeVisible();
  expect(onClose).not.toHaveBeenCalled();
  expect(screen.getByRole("button", { name: "Back to the key" })).toHaveFocus();
  await user.keyboard("{Enter}");
  await waitFor(() => {
    expect(screen.queryByRole("alertdialog")).toBeNull();
  });
  await user.click(closeButton());
  await user.click(await screen.findByRole("button", { name: "Close anyway" }));
  expect(onClose).toHaveBeenCalledOnce();
});

test("a show-once key that was copied closes at once", async () => {
  const { user, onClose } = await open("show_once");
  await user.click(screen.getByRole("button", { name: "Copy" }));
  await screen.findByText(/Copied\. The clipboard is cleared/);
  await user.click(closeButton());
  expect(onClose).toHaveBeenCalledOnce();
});

test("a copyable key closes at once, for it can be copied again", async () => {
  const { user, onClose } = await open("copyable");
  await user.keyboard("{Escape}");
  expect(onClose).toHaveBeenCalledOnce();
});

test("on closing, Rust is told to forget the key", async () => {
  const { user, desk } = await open("copyable");
  expect(desk.asked("forget_issued_key")).toEqual([]);
  await user.click(closeButton());
  expect(desk.asked("forget_issued_key")).toEqual([{ id: 1 }]);
});

test("a clipboard that another program took over is no longer called ours", async () => {
  const { user, desk } = await open("copyable");
  await user.click(screen.getByRole("button", { name: "Copy" }));
  await screen.findByText(/Copied\. The clipboard is cleared/);
  act(() => {
    desk.emit("clipboard-changed", { state: "taken_over" });
  });
  expect(await screen.findByText("The key is no longer in the clipboard.")).toBeVisible();
});

test("a clipboard that can't be used says so and keeps the dialog", async () => {
  const { user, desk } = await open("copyable");
  desk.refuseNext("copy_token_key", { code: "clipboard_unavailable", detail: "no display" });
  await user.click(screen.getByRole("button", { name: "Copy" }));
  expect(await screen.findByText("The clipboard could not be used.")).toBeVisible();
});

import { screen, waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { FakeDesk } from "../../ipc/fake/fakeDesk";
import { sampleTokens } from "../../ipc/fake/sampleTokens";
import { axeFindings } from "../../testing/axe";
import { renderWithDesk } from "../../testing/renderWithDesk";
import { RotateDialog } from "./RotateDialog";

async function open(options: { expiresMs?: number; passphrase?: string } = {}) {
  const [token] = sampleTokens(1, Date.now());
  if (!token) throw new Error("no sample");
  token.row.name = "billing-ci";
  token.row.expiresMs = options.expiresMs ?? null;
  const desk = new FakeDesk({
    tokens: [token],
    ...(options.passphrase && { passphrase: options.passphrase }),
  });
  const onRotated = vi.fn();
  const onClose = vi.fn();
  const view = await renderWithDesk(
    <RotateDialog id={token.row.id} onClose={onClose} onRotated={onRotated} />,
    desk,
  );
  await screen.findByRole("dialog", { name: "Rotate the key of “billing-ci”" });
  return { ...view, desk, onRotated, onClose };
}

test("the old key passes for a day unless something else is chosen", async () => {
  const { user, desk, onRotated } = await open();
  expect(screen.getByRole("radio", { name: "24 hours" })).toBeChecked();
  await user.click(screen.getByRole("button", { name: /^Rotate/ }));
  await waitFor(() => {
    expect(onRotated).toHaveBeenCalledOnce();
  });
  expect(desk.asked("rotate_token_key")).toEqual([{ id: 1, grace: "24h", quietFor: "" }]);
  expect(desk.tokens[0]?.generation).toBe(2);
});

test("Ctrl+Enter rotates as soon as the dialog is there, whatever has the focus", async () => {
  const { user, desk } = await open();
  expect(screen.getByRole("dialog")).toHaveFocus();
  await user.keyboard("{Control>}{Enter}{/Control}");
  await waitFor(() => {
    expect(desk.asked("rotate_token_key")).toEqual([{ id: 1, grace: "24h", quietFor: "" }]);
  });
});

test("an end at once is warned of and has no sooner end", async () => {
  const { user, desk } = await open();
  await user.click(screen.getByRole("radio", { name: "7 days" }));
  await user.click(screen.getByRole("button", { name: /End it sooner/ }));
  await user.click(await screen.findByRole("option", { name: "After 24 hours without a call" }));
  await user.click(screen.getByRole("radio", { name: "Not at all" }));
  expect(screen.getByText("Whoever still uses the old key is refused at once.")).toBeVisible();
  expect(screen.queryByRole("button", { name: /End it sooner/ })).toBeNull();
  await user.keyboard("{Control>}{Enter}{/Control}");
  await waitFor(() => {
    expect(desk.asked("rotate_token_key")).toEqual([{ id: 1, grace: "now", quietFor: "" }]);
  });
});

test("a token that ends says that its old key ends with it", async () => {
  await open({ expiresMs: Date.UTC(2099, 0, 31) });
  expect(screen.getByText(/But no longer than the token itself: until Jan 31, 2099/)).toBeVisible();
  expect(await axeFindings()).toEqual([]);
});

test("a refusal stands in the dialog, and nothing is lost", async () => {
  const { user, desk, onRotated } = await open();
  desk.refuseNext("rotate_token_key", { code: "too_many_old_keys" });
  await user.click(screen.getByRole("button", { name: /^Rotate/ }));
  expect(
    await screen.findByText("As many old keys of this token pass as may at the same time."),
  ).toBeVisible();
  expect(onRotated).not.toHaveBeenCalled();
  await user.click(screen.getByRole("button", { name: /^Rotate/ }));
  await waitFor(() => {
    expect(onRotated).toHaveBeenCalledOnce();
  });
});

import { screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";

import { FakeDesk } from "../../ipc/fake/fakeDesk";
import { oldKey } from "../../ipc/fake/oldKeys";
import { sampleTokens } from "../../ipc/fake/sampleTokens";
import type { OldKey } from "../../ipc/generated/OldKey";
import { renderWithDesk } from "../../testing/renderWithDesk";
import { OldKeys } from "./OldKeys";

const HOUR = 3_600_000;

async function show(change: Partial<OldKey>) {
  const [token] = sampleTokens(1, Date.now());
  if (!token) throw new Error("no sample");
  const old = { ...oldKey(token, Date.now() + 3.01 * 24 * HOUR, null), ...change };
  token.oldKeys = [old];
  token.generation = 2;
  const desk = new FakeDesk({ tokens: [token] });
  const view = await renderWithDesk(<OldKeys id={1} keys={[old]} />, desk);
  return { ...view, desk };
}

test("an old key says who uses it and when it ends", async () => {
  await show({
    calls: 12,
    sharePercent: 12,
    lastUsedMs: Date.now() - 2.5 * HOUR,
    lastAddress: "10.0.3.7",
    quietMs: 24 * HOUR,
  });
  expect(screen.getByText("12% of calls, last from 10.0.3.7, 2 hours ago")).toBeVisible();
  expect(screen.getByText("Ends in 3 days · sooner after 24 hours without a call")).toBeVisible();
});

test("one that nobody uses says so", async () => {
  await show({ calls: 0, sharePercent: 0 });
  expect(screen.getByText("Not used since the rotation")).toBeVisible();
});

test("revoking it asks first, and the careless Enter cancels", async () => {
  const { user, desk } = await show({});
  await user.click(screen.getByRole("button", { name: "Revoke now…" }));
  await screen.findByRole("alertdialog", { name: "Revoke the old key?" });
  await user.keyboard("{Enter}");
  await waitFor(() => {
    expect(screen.queryByRole("alertdialog")).toBeNull();
  });
  expect(desk.asked("revoke_old_key")).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Revoke now…" }));
  await user.click(await screen.findByRole("button", { name: "Revoke" }));
  expect(await screen.findByText("The old key is revoked")).toBeVisible();
  expect(desk.asked("revoke_old_key")).toEqual([{ id: 1, generation: 1 }]);
});

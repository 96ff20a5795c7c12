import { act, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import type { FakeDeskOptions } from "../../ipc/fake/fakeDesk";
import { axeFindings } from "../../testing/axe";
import { renderWithDesk } from "../../testing/renderWithDesk";
import { SettingsPage } from "./SettingsPage";

async function openSection(options: FakeDeskOptions = {}) {
  const view = await renderWithDesk(
    <SettingsPage version="0.1.0" dataPath="/data/tokens.db" onOpenToken={() => undefined} />,
    options,
  );
  const section = screen.getByRole("region", { name: "Key protection" });
  await within(section).findByRole("list", { name: "Ways to open the vault" });
  return { ...view, section };
}

test("a recovery code counts after two of its groups were typed back", async () => {
  const { desk, user, section } = await openSection();
  await user.click(within(section).getByRole("button", { name: "Make a recovery code…" }));
  const groups = await screen.findByRole("list", { name: "Recovery code" });
  expect(within(groups).getAllByRole("listitem")).toHaveLength(8);
  expect(await axeFindings()).toEqual([]);
  await user.click(screen.getByRole("button", { name: "I have written it down" }));
  expect(screen.queryByText("7RZM")).not.toBeInTheDocument();
  await user.type(screen.getByLabelText("Group 2"), "7rzm");
  await user.type(screen.getByLabelText("Group 6"), "wrong{Enter}");
  await waitFor(() => {
    expect(screen.getByLabelText("Group 6")).toHaveAccessibleDescription(/look at the paper again/);
  });
  await user.clear(screen.getByLabelText("Group 6"));
  await user.type(screen.getByLabelText("Group 6"), "5jpa{Enter}");
  expect(await within(section).findByText("Recovery code")).toBeInTheDocument();
  expect(desk.slots.map((slot) => slot.kind)).toEqual(["keyring", "recovery"]);
});

test("a code that was not confirmed is forgotten with its dialog, also when the vault is locked", async () => {
  const { desk, user, section } = await openSection();
  await user.click(within(section).getByRole("button", { name: "Make a recovery code…" }));
  await screen.findByText("7RZM");
  act(() => {
    desk.emit("vault-changed", {
      state: "locked",
      reason: { kind: "idle" },
      hasPassphrase: false,
      hasRecovery: false,
      hasKeyring: true,
    });
  });
  await waitFor(() => {
    expect(screen.queryByText("7RZM")).not.toBeInTheDocument();
  });
  await waitFor(() => {
    expect(desk.recoveryCode).toBeNull();
  });
  expect(await screen.findByText("Locked because nobody used the window for a while.")).toBeVisible();
});

test("removing a way in asks first, and the last one offers no removal", async () => {
  const { desk, user, section } = await openSection();
  expect(within(section).queryByRole("button", { name: /^Remove:/ })).not.toBeInTheDocument();
  await user.click(within(section).getByRole("button", { name: "Make a recovery code…" }));
  await user.click(await screen.findByRole("button", { name: "I have written it down" }));
  await user.type(screen.getByLabelText("Group 2"), "7RZM");
  await user.type(screen.getByLabelText("Group 6"), "5JPA{Enter}");
  await user.click(await within(section).findByRole("button", { name: "Remove: Keyring of this machine" }));
  const question = await screen.findByRole("alertdialog");
  await user.click(within(question).getByRole("button", { name: "Remove" }));
  await waitFor(() => {
    expect(desk.slots.map((slot) => slot.kind)).toEqual(["recovery"]);
  });
});

test("the vault's own lock is a setting, and can be off", async () => {
  const { desk, user, section } = await openSection();
  await user.click(within(section).getByRole("button", { name: /Lock by itself/ }));
  await user.click(await screen.findByRole("option", { name: "Never" }));
  await waitFor(() => {
    expect(desk.settings.autoLockMinutes).toBeNull();
  });
});

test("a rotation shows how far it is, can be stopped, and says what it did", async () => {
  const { desk, user, section } = await openSection();
  act(() => {
    desk.emit("rotation-progress", { done: 1000, total: 5000 });
  });
  expect(await within(section).findByText(/1,000 of 5,000/)).toBeVisible();
  await user.click(within(section).getByRole("button", { name: "Stop" }));
  expect(desk.asked("stop_rotation")).toHaveLength(1);
  act(() => {
    desk.emit("rotation-progress", null);
  });
  await user.click(await within(section).findByRole("button", { name: "Rotate the data key" }));
  expect(await within(section).findByText(/The vault has a new data key; 41 keys/)).toBeInTheDocument();
});

test("a rotation that older slots stand in the way of says what to do", async () => {
  const { desk, user, section } = await openSection();
  desk.refuseNext("rotate_data_key", { code: "secrets_needed", kinds: ["passphrase"] });
  await user.click(within(section).getByRole("button", { name: "Rotate the data key" }));
  expect(await within(section).findByText(/of an older version: Passphrase/)).toBeInTheDocument();
});

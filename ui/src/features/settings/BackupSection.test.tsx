import { act, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { FakeDesk } from "../../ipc/fake/fakeDesk";
import { axeFindings } from "../../testing/axe";
import { renderWithDesk } from "../../testing/renderWithDesk";
import { BackupSection } from "./BackupSection";

async function open(desk = new FakeDesk()) {
  const view = await renderWithDesk(<BackupSection />, desk);
  const list = await screen.findByRole("list", { name: "Backups" });
  return { ...view, desk, list };
}

test("a backup made by hand stands first in the list", async () => {
  const { user, list } = await open();
  expect(within(list).getAllByRole("listitem")).toHaveLength(3);
  await user.click(screen.getByRole("button", { name: "Back up now" }));
  await waitFor(() => {
    expect(within(list).getAllByRole("listitem")).toHaveLength(4);
  });
  expect(within(list).getAllByRole("listitem")[0]).toHaveTextContent("by hand");
  expect(await axeFindings()).toEqual([]);
});

test("what a restore changes is said before it is done, and closing forgets it", async () => {
  const desk = new FakeDesk();
  desk.backups.plan = {
    returned: { count: 7, first: ["a", "b", "c", "d", "e"] },
    revived: { count: 1, first: ["leaked"] },
    isVaultChanged: true,
    scopes: 2,
  };
  const { user, list } = await open(desk);
  const [first] = within(list).getAllByRole("button");
  if (!first) throw new Error("no backup");
  await user.click(first);
  const question = await screen.findByRole("alertdialog", { name: "Restore this backup?" });
  expect(question).toHaveTextContent("7 tokensa, b, c, d, e, …");
  expect(question).toHaveTextContent("1 tokenlater");
  expect(question).toHaveTextContent("1 token that is refused now will be valid again.");
  expect(question).toHaveTextContent("The vault will open with what opened it then.");
  expect(within(question).getByRole("button", { name: "Cancel" })).toHaveFocus();
  expect(await axeFindings()).toEqual([]);
  await user.click(within(question).getByRole("button", { name: "Cancel" }));
  await waitFor(() => {
    expect(desk.asked("drop_restore")).toHaveLength(1);
  });
  expect(desk.asked("restore_backup")).toEqual([]);
});

test("a restore is done once it is confirmed, and a fault keeps the question", async () => {
  const { user, desk, list } = await open();
  await user.click(screen.getByRole("button", { name: "Restore from a file…" }));
  const question = await screen.findByRole("alertdialog", { name: "Restore this backup?" });
  desk.refuseNext("restore_backup", { code: "store_busy" });
  await user.click(within(question).getByRole("button", { name: "Restore" }));
  expect(await within(question).findByText("Try again in a moment.")).toBeVisible();
  await user.click(within(question).getByRole("button", { name: "Restore" }));
  await waitFor(() => {
    expect(screen.queryByRole("alertdialog")).toBeNull();
  });
  expect(within(list).getAllByRole("listitem")[0]).toHaveTextContent("before a restore");
});

test("a file that is no backup is said at once, and so is one that changes nothing", async () => {
  const { user, desk } = await open();
  desk.refuseNext("prepare_restore", { code: "backup_damaged", detail: "page 7" });
  await user.click(screen.getByRole("button", { name: "Restore from a file…" }));
  expect(await screen.findByText("The backup is damaged. Nothing was changed.")).toBeVisible();
  desk.backups.plan = { isEmpty: true };
  await user.click(screen.getByRole("button", { name: "Restore from a file…" }));
  expect(await screen.findByRole("dialog", { name: "Nothing to restore" })).toBeVisible();
});

test("daily backups are switched off and on, and one that is made shows by itself", async () => {
  const { user, desk, list } = await open();
  const daily = screen.getByRole("switch", { name: "Daily backup" });
  expect(daily).toBeChecked();
  await user.click(daily);
  await waitFor(() => {
    expect(daily).not.toBeChecked();
  });
  desk.backups.make("daily");
  act(() => {
    desk.emit("backups-changed", null);
  });
  await waitFor(() => {
    expect(within(list).getAllByRole("listitem")).toHaveLength(4);
  });
});

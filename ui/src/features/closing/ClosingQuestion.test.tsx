import { screen, waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { FakeDesk } from "../../ipc/fake/fakeDesk";
import type { AtStake } from "../../ipc/generated/AtStake";
import { axeFindings } from "../../testing/axe";
import { renderWithDesk } from "../../testing/renderWithDesk";
import { ClosingQuestion } from "./ClosingQuestion";

async function ask(atStake: AtStake) {
  const desk = new FakeDesk({ unsavedKeys: { keys: 3, shownOnce: atStake.imported } });
  const onStay = vi.fn();
  const view = await renderWithDesk(<ClosingQuestion atStake={atStake} onStay={onStay} />, desk);
  await screen.findByRole("alertdialog");
  return { ...view, desk, onStay };
}

test("keys of an import can be saved before the window closes", async () => {
  const { desk, user, onStay } = await ask({ imported: 2, uncopied: 0, isImporting: false });
  expect(screen.getByRole("alertdialog", { name: "Close Tokendesk without the keys?" })).toBeVisible();
  expect(screen.getByText(/2 keys that an import drew are not saved/)).toBeVisible();
  expect(screen.getByRole("button", { name: "Stay" })).toHaveFocus();
  expect(await axeFindings()).toEqual([]);
  expect(desk.asked("closing_asked")).toHaveLength(1);
  await user.click(screen.getByRole("button", { name: "Save the keys…" }));
  await waitFor(() => {
    expect(desk.asked("close_window")).toHaveLength(1);
  });
  expect(desk.saved).toEqual(["tokendesk-keys.csv"]);
  expect(onStay).not.toHaveBeenCalled();
});

test("a file that can't be written keeps the window open and says why", async () => {
  const { desk, user } = await ask({ imported: 1, uncopied: 0, isImporting: false });
  desk.refuseNext("save_imported_keys", { code: "file_not_written", detail: "/proc/keys.csv" });
  await user.click(screen.getByRole("button", { name: "Save the keys…" }));
  expect(await screen.findByText("The file could not be written.")).toBeVisible();
  expect(desk.asked("close_window")).toHaveLength(0);
});

test("a key that was not copied is named, and there is nothing to be saved of it", async () => {
  const { desk, user, onStay } = await ask({ imported: 0, uncopied: 1, isImporting: false });
  expect(screen.getByRole("alertdialog", { name: "Close Tokendesk without the key?" })).toBeVisible();
  expect(screen.queryByRole("button", { name: "Save the keys…" })).toBeNull();
  await user.keyboard("{Escape}");
  expect(onStay).toHaveBeenCalledOnce();
  expect(desk.asked("close_window")).toHaveLength(0);
  await user.click(screen.getByRole("button", { name: "Close anyway" }));
  expect(desk.asked("close_window")).toHaveLength(1);
});

test("with keys saved and another one not copied, the window stays", async () => {
  const { desk, user, onStay } = await ask({ imported: 1, uncopied: 1, isImporting: false });
  await user.click(screen.getByRole("button", { name: "Save the keys…" }));
  await waitFor(() => {
    expect(onStay).toHaveBeenCalledOnce();
  });
  expect(desk.asked("close_window")).toHaveLength(0);
});

test("an import that is being made is told of", async () => {
  const { user, onStay } = await ask({ imported: 0, uncopied: 0, isImporting: true });
  expect(screen.getByText(/An import is still being made/)).toBeVisible();
  expect(screen.queryByRole("button", { name: "Save the keys…" })).toBeNull();
  await user.click(screen.getByRole("button", { name: "Stay" }));
  expect(onStay).toHaveBeenCalledOnce();
});

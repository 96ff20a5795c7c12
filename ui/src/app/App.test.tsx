import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import { sitAt } from "../ipc/desk";
import { FakeDesk, type FakeDeskOptions } from "../ipc/fake/fakeDesk";
import { axeFindings } from "../testing/axe";
import { App } from "./App";
import { open } from "./open";

async function startApp(options: FakeDeskOptions = {}) {
  const desk = new FakeDesk(options);
  sitAt(desk);
  render(<App start={await open()} />);
  const user = userEvent.setup();
  // Also behind a dialog that is open from the start.
  if (!options.fault) await screen.findByRole("row", { name: /billing-ci /, hidden: true });
  return { desk, user };
}

test("it is told once that the first screen is there", async () => {
  const { desk } = await startApp();
  await waitFor(() => {
    expect(desk.asked("page_ready")).toHaveLength(1);
  });
  expect(desk.calls[0]?.name).toBe("boot");
});

test("a data file that can't be used is explained in place of the list", async () => {
  const { desk } = await startApp({ fault: { code: "store_newer", found: 9, known: 1 } });
  expect(
    await screen.findByRole("heading", { level: 1, name: /newer version of Tokendesk/ }),
  ).toBeInTheDocument();
  expect(screen.getByText("Install the newer version. The file is left as it is.")).toBeInTheDocument();
  expect(screen.queryByRole("grid")).not.toBeInTheDocument();
  await waitFor(() => {
    expect(desk.asked("page_ready")).toHaveLength(1);
  });
  expect(await axeFindings()).toEqual([]);
});

test("where the data file can't be used a backup takes its place, and what lay there is kept", async () => {
  const { desk, user } = await startApp({ fault: { code: "store_damaged", at: null } });
  await user.click(await screen.findByRole("button", { name: "Restore from a backup…" }));
  const list = await screen.findByRole("list", { name: "Backups" });
  expect(within(list).getAllByRole("listitem")).toHaveLength(3);
  expect(await axeFindings()).toEqual([]);
  await user.click(within(list).getAllByRole("button", { name: /Restore the backup of/ })[0] as HTMLElement);
  const question = await screen.findByRole("alertdialog", { name: "Restore this backup?" });
  expect(within(question).getByText(/41 tokens/)).toBeVisible();
  expect(await axeFindings()).toEqual([]);
  expect(desk.asked("replace_data_file")).toHaveLength(0);
  await user.click(within(question).getByRole("button", { name: "Restore" }));
  expect(await screen.findByText(/-unreadable\.db$/)).toBeVisible();
  expect(screen.getByRole("button", { name: "Open the console" })).toBeVisible();
});

test("a backup that can't be read is said, and another one can be chosen", async () => {
  const { desk, user } = await startApp({ fault: { code: "store_newer", found: 9, known: 1 } });
  await user.click(await screen.findByRole("button", { name: "Restore from a backup…" }));
  desk.refuseNext("prepare_replacement", { code: "not_a_backup" });
  await user.click(await screen.findByRole("button", { name: "Choose a file…" }));
  expect(await screen.findByText("This file is no backup of Tokendesk.")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Choose a file…" }));
  await user.click(within(await screen.findByRole("alertdialog")).getByRole("button", { name: "Back" }));
  expect(await screen.findByRole("list", { name: "Backups" })).toBeVisible();
});

test("where only the list finds the data file damaged, a backup takes its place all the same", async () => {
  const desk = new FakeDesk();
  // Asked ahead of the page, and again by it.
  desk.refuseNext("list_tokens", { code: "store_damaged", at: "table tokens: btreeInitPage()" });
  desk.refuseNext("list_tokens", { code: "store_damaged", at: "table tokens: btreeInitPage()" });
  sitAt(desk);
  render(<App start={await open()} />);
  const user = userEvent.setup();
  const alert = await screen.findByRole("alert");
  expect(within(alert).getByRole("button", { name: "Try again" })).toBeVisible();
  await user.click(within(alert).getByRole("button", { name: "Restore from a backup…" }));
  await screen.findByRole("list", { name: "Backups" });
  await user.click(screen.getAllByRole("button", { name: /Restore the backup of/ })[0] as HTMLElement);
  const question = await screen.findByRole("alertdialog", { name: "Restore this backup?" });
  // What is damaged while it is replaced offers no second replacement over this one.
  desk.refuseNext("replace_data_file", { code: "store_unreadable", detail: "disk I/O error" });
  await user.click(within(question).getByRole("button", { name: "Restore" }));
  const refusal = await within(question).findByRole("alert");
  expect(within(refusal).queryByRole("button")).toBeNull();
  await user.click(within(question).getByRole("button", { name: "Restore" }));
  expect(await screen.findByText(/-unreadable\.db$/)).toBeVisible();
});

test("one row that can't be read is no reason to replace the whole file from the list", async () => {
  const desk = new FakeDesk();
  // Asked ahead of the page, and again by it.
  desk.refuseNext("list_tokens", { code: "store_corrupt", table: "tokens", column: "name", row: 7 });
  desk.refuseNext("list_tokens", { code: "store_corrupt", table: "tokens", column: "name", row: 7 });
  sitAt(desk);
  render(<App start={await open()} />);
  const alert = await screen.findByRole("alert");
  expect(within(alert).queryByRole("button", { name: "Restore from a backup…" })).toBeNull();
});

test("a file that another program holds is not replaced", async () => {
  await startApp({ fault: { code: "store_busy" } });
  expect(await screen.findByRole("button", { name: "Try again" })).toBeVisible();
  expect(screen.queryByRole("button", { name: "Restore from a backup…" })).toBeNull();
});

test("a start that fails altogether still shows the window and says so", async () => {
  const desk = new FakeDesk();
  desk.refuseNext("boot", { code: "internal", detail: "no state" });
  sitAt(desk);
  render(<App start={await open()} />);
  expect(await screen.findByText("Something went wrong that should not.")).toBeInTheDocument();
  await waitFor(() => {
    expect(desk.asked("page_ready")).toHaveLength(1);
  });
});

test("a mistake in the interface does not leave a blank window", async () => {
  const quiet = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const { desk } = await startApp();
  for (const token of desk.tokens) token.row.createdMs = Number.NaN; // no calendar has this
  desk.emit("tokens-changed", null);
  expect(await screen.findByText("Something went wrong that should not.")).toBeInTheDocument();
  quiet.mockRestore();
});

test("a page that crashed comes back with its form and says what happened", async () => {
  await startApp({ recovery: { issued: null, draft: true } });
  expect(await screen.findByRole("dialog", { name: "Issue token" })).toBeInTheDocument();
  expect(screen.getByText("The window's page crashed and was loaded again.")).toBeInTheDocument();
  expect(
    screen.getByText("No data was touched. What you had typed is back in the form."),
  ).toBeInTheDocument();
});

test("a page that crashed before anything was typed comes back with the list", async () => {
  await startApp({ recovery: { issued: null, draft: false } });
  expect(await screen.findByText("The window's page crashed and was loaded again.")).toBeInTheDocument();
  expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
});

test("keys of an import that were not saved before a crash can be saved after it", async () => {
  const unsavedKeys = { keys: 3, shownOnce: 2 };
  const { desk, user } = await startApp({ unsavedKeys, recovery: { issued: null, draft: true } });
  const dialog = await screen.findByRole("dialog", { name: "Keys that are not saved yet" });
  expect(screen.getByText("No data was touched. The keys of the import are still here.")).toBeVisible();
  expect(within(dialog).getByText(/2 of the new keys are kept nowhere else/)).toBeVisible();
  expect(await axeFindings()).toEqual([]);
  await user.keyboard("{Escape}");
  await user.click(await screen.findByRole("button", { name: "Cancel" }));
  expect(desk.asked("forget_imported_keys")).toHaveLength(0);
  await user.click(screen.getByRole("button", { name: "Save the keys…" }));
  expect(await screen.findByText(/3 keys are saved/)).toBeVisible();
  expect(within(dialog).getByText("An import drew 3 keys that were not saved yet.")).toBeVisible();
  await user.keyboard("{Escape}");
  await waitFor(() => {
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  });
  expect(desk.asked("forget_imported_keys")).toHaveLength(1);
});

test("an import that goes on without its page leaves its keys in the status bar", async () => {
  const { desk, user } = await startApp();
  expect(screen.queryByRole("button", { name: /not saved/ })).toBeNull();
  desk.emit("unsaved-keys", { keys: 1, shownOnce: 1 });
  await user.click(await screen.findByRole("button", { name: "1 key is not saved" }));
  expect(await screen.findByRole("dialog", { name: "Keys that are not saved yet" })).toBeVisible();
});

test("before the window closes with keys that are nowhere else it is asked, over whatever is open", async () => {
  const { desk, user } = await startApp();
  await user.keyboard("{Control>}n{/Control}");
  await screen.findByRole("dialog", { name: "Issue token" });
  desk.emit("closing", { imported: 0, uncopied: 1, isImporting: false });
  const question = await screen.findByRole("alertdialog", { name: "Close Tokendesk without the key?" });
  expect(desk.asked("closing_asked")).toHaveLength(1);
  // Once more by the title bar while it is asked.
  desk.emit("closing", { imported: 0, uncopied: 1, isImporting: false });
  await waitFor(() => {
    expect(desk.asked("closing_asked")).toHaveLength(2);
  });
  await user.click(within(question).getByRole("button", { name: "Stay" }));
  await waitFor(() => {
    expect(screen.queryByRole("alertdialog")).not.toBeInTheDocument();
  });
  expect(screen.getByRole("dialog", { name: "Issue token" })).toBeVisible();
  expect(desk.asked("close_window")).toHaveLength(0);
});

test("Ctrl+N opens the Issue dialog", async () => {
  const { user } = await startApp();
  await user.keyboard("{Control>}n{/Control}");
  expect(await screen.findByRole("dialog", { name: "Issue token" })).toBeInTheDocument();
});

test("? shows the shortcuts, and Escape puts them away", async () => {
  const { user } = await startApp();
  await user.keyboard("?");
  expect(await screen.findByRole("dialog", { name: "Shortcuts" })).toBeInTheDocument();
  expect(await axeFindings()).toEqual([]);
  await user.keyboard("{Escape}");
  await waitFor(() => {
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  });
});

test("the palette finds a token by name and opens its details", async () => {
  const { user } = await startApp();
  await user.keyboard("{Control>}k{/Control}");
  const palette = await screen.findByRole("dialog", { name: "Find a command or a token" });
  await user.keyboard("grafana");
  await user.click(await within(palette).findByRole("menuitem", { name: /grafana-readonly(?!-)/ }));
  const details = await screen.findByRole("complementary", { name: "Details" });
  expect(await within(details).findByRole("heading", { name: "grafana-readonly" })).toBeInTheDocument();
});

test("the palette runs a command", async () => {
  const { user } = await startApp();
  await user.keyboard("{Control>}k{/Control}");
  await screen.findByRole("dialog", { name: "Find a command or a token" });
  await user.keyboard("sett");
  await user.click(await screen.findByRole("menuitem", { name: "Settings" }));
  expect(await screen.findByRole("heading", { name: "Settings" })).toBeInTheDocument();
});

test("Ctrl+L locks the vault, and the list stays", async () => {
  const { desk, user } = await startApp();
  await user.keyboard("{Control>}l{/Control}");
  expect(await screen.findByText("Vault locked")).toBeInTheDocument();
  expect(desk.asked("lock_vault")).toHaveLength(1);
  expect(screen.getByRole("row", { name: /billing-ci / })).toBeInTheDocument();
});

test("a copied key is counted down in the status bar and can be cleared at once", async () => {
  const { desk, user } = await startApp();
  await user.click(screen.getByRole("button", { name: "Copy key of “billing-ci”" }));
  expect(await screen.findByText("Key of “billing-ci” in the clipboard")).toBeInTheDocument();
  expect(screen.getByText(/^(30|29) s$/)).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Clear now" }));
  await waitFor(() => {
    expect(screen.queryByText("Key of “billing-ci” in the clipboard")).not.toBeInTheDocument();
  });
  expect(desk.clipboard).toBeNull();
});

for (const language of ["en", "ko", "zh"] as const) {
  test(`axe finds nothing on the list in ${language}`, async () => {
    await startApp({ settings: { language } });
    expect(await axeFindings()).toEqual([]);
  });
}

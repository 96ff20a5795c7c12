import { screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { axeFindings } from "../../testing/axe";
import { renderWithDesk } from "../../testing/renderWithDesk";
import type { FakeDeskOptions } from "../../ipc/fake/fakeDesk";
import { SettingsPage } from "./SettingsPage";

async function openPage(options: FakeDeskOptions = {}) {
  const onOpenToken = vi.fn();
  const view = await renderWithDesk(
    <SettingsPage version="0.1.0" dataPath="/data/tokens.db" onOpenToken={onOpenToken} />,
    options,
  );
  await screen.findByText("tokens:read");
  return { ...view, onOpenToken };
}

test("a theme is worn as soon as it is chosen", async () => {
  const { user } = await openPage();
  await user.click(screen.getByRole("radio", { name: "Dark" }));
  await waitFor(() => {
    expect(document.documentElement.dataset["theme"]).toBe("dark");
  });
});

test("a language is spoken as soon as it is chosen", async () => {
  const { user } = await openPage();
  await user.click(screen.getByRole("button", { name: /Language/ }));
  await user.click(await screen.findByRole("option", { name: "한국어" }));
  expect(await screen.findByRole("heading", { name: "설정" })).toBeInTheDocument();
  expect(document.documentElement.lang).toBe("ko");
});

test("a refused prefix stays as typed, with its reason; the old one stays in force", async () => {
  const { desk, user } = await openPage();
  const field = screen.getByRole("textbox", { name: "Key prefix" });
  await user.clear(field);
  await user.type(field, "a b{Enter}");
  await waitFor(() => {
    expect(field).toHaveAccessibleDescription(/“ ” can't stand there/);
  });
  expect(field).toHaveValue("a b");
  expect(desk.settings.keyPrefix).toBe("sk-");
  await user.clear(field);
  await user.type(field, "td_{Enter}");
  await waitFor(() => {
    expect(desk.settings.keyPrefix).toBe("td_");
  });
});

test("the clipboard can be left alone", async () => {
  const { desk, user } = await openPage();
  await user.click(screen.getByRole("button", { name: /Clear the clipboard/ }));
  await user.click(await screen.findByRole("option", { name: "Never" }));
  await waitFor(() => {
    expect(desk.settings.clipboardSeconds).toBeNull();
  });
});

test("settings that can't be saved say why", async () => {
  const { desk, user } = await openPage();
  desk.refuseNext("save_settings", { code: "store_read_only" });
  await user.click(screen.getByRole("radio", { name: "Comfortable" }));
  expect(await screen.findByText("The data file can't be written to.")).toBeInTheDocument();
});

test("a scope in use is retired, and says who holds it first", async () => {
  const { desk, user, onOpenToken } = await openPage();
  await user.click(screen.getByRole("button", { name: "Retire “clusters:read”…" }));
  const dialog = await screen.findByRole("alertdialog", { name: "Retire “clusters:read”?" });
  expect(within(dialog).getByText(/Held by \d+ tokens:/)).toBeInTheDocument();
  expect(await axeFindings()).toEqual([]);
  await user.click(within(dialog).getByRole("button", { name: "Retire" }));
  expect(await screen.findByText("Retired")).toBeInTheDocument();
  expect(desk.scopes.find((scope) => scope.name === "clusters:read")?.retired).toBe(true);
  expect(onOpenToken).not.toHaveBeenCalled();

  await user.click(screen.getByRole("button", { name: "Offer “clusters:read” again" }));
  await waitFor(() => {
    expect(screen.queryByText("Retired")).not.toBeInTheDocument();
  });
});

test("a holder leads to its token", async () => {
  const { user, onOpenToken } = await openPage();
  await user.click(screen.getByRole("button", { name: "Retire “clusters:read”…" }));
  await user.click(await screen.findByRole("button", { name: "partner-kr" }));
  expect(onOpenToken).toHaveBeenCalledWith(2);
});

test("a scope that nobody holds is removed", async () => {
  const { user } = await openPage();
  await user.click(screen.getByRole("button", { name: "Retire “tokens:write”…" }));
  await user.click(await screen.findByRole("button", { name: "Remove" }));
  await waitFor(() => {
    expect(screen.queryByText("tokens:write")).not.toBeInTheDocument();
  });
});

test("a new scope's errors stand at their fields, and what was typed stays", async () => {
  const { user } = await openPage();
  await user.click(screen.getByRole("button", { name: "Add scope" }));
  const dialog = await screen.findByRole("dialog", { name: "Add scope" });
  const name = within(dialog).getByLabelText(/Name/);
  await user.type(name, "tokens:read");
  await user.click(within(dialog).getByRole("button", { name: "Save" }));
  await waitFor(() => {
    expect(name).toHaveAccessibleDescription(/exists already/);
  });
  expect(name).toHaveValue("tokens:read");
  await user.keyboard("{Escape}");
  expect(await screen.findByRole("alertdialog", { name: "Discard your changes?" })).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Keep editing" }));
  await user.clear(name);
  await user.type(name, "audit:read");
  await user.click(within(dialog).getByRole("button", { name: "Save" }));
  expect(await screen.findByText("audit:read")).toBeInTheDocument();
});

test("the name of a scope can't be changed", async () => {
  const { user } = await openPage();
  await user.click(screen.getByRole("button", { name: "Edit “tokens:read”" }));
  const dialog = await screen.findByRole("dialog", { name: "Edit scope" });
  expect(within(dialog).getByLabelText(/Name/)).toHaveAttribute("readonly");
});

test("the vault can be locked, and unlocked by its passphrase", async () => {
  const { desk, user } = await openPage({
    vault: { state: "unlocked", by: "passphrase" },
    passphrase: "correct horse",
  });
  const section = screen.getByRole("region", { name: "Vault" });
  await user.click(within(section).getByRole("button", { name: "Lock" }));
  await user.click(await within(section).findByRole("button", { name: "Unlock…" }));
  await user.type(await screen.findByLabelText("Passphrase"), "correct horse{Enter}");
  await waitFor(() => {
    expect(desk.vault.state).toBe("unlocked");
  });
});

test("axe finds nothing on the page", async () => {
  await openPage();
  expect(await axeFindings()).toEqual([]);
});

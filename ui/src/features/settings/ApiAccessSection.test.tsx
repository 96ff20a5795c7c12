import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { FakeDesk } from "../../ipc/fake/fakeDesk";
import { axeFindings } from "../../testing/axe";
import { renderWithDesk } from "../../testing/renderWithDesk";
import { ApiAccessSection } from "./ApiAccessSection";

async function open(desk = new FakeDesk()) {
  const view = await renderWithDesk(<ApiAccessSection />, desk);
  await screen.findByText("No script has a key yet.");
  return { ...view, desk };
}

test("a script's key is issued, copied in Rust and forgotten with its dialog", async () => {
  const { user, desk } = await open();
  await user.click(screen.getByRole("button", { name: "Issue a key…" }));
  const form = await screen.findByRole("dialog", { name: "Issue a key for a script" });
  await user.type(within(form).getByLabelText(/^Name/), "ci");
  await user.click(within(form).getByRole("checkbox", { name: "tokens:write" }));
  await user.type(within(form).getByLabelText("Allow IP"), "10.0.0.0/8 ");
  expect(await axeFindings()).toEqual([]);
  await user.click(within(form).getByRole("button", { name: /^Issue/ }));
  const issued = await screen.findByRole("dialog", { name: "Key issued: ci" });
  expect(desk.asked("issue_admin_key")).toEqual([
    {
      name: "ci",
      scopes: ["tokens:read", "tokens:write"],
      expiry: { kind: "in_days", days: 90 },
      allowIps: ["10.0.0.0/8"],
    },
  ]);
  await user.click(within(issued).getByRole("button", { name: "Copy" }));
  expect(await within(issued).findByText(/The clipboard is cleared in (30|29) s\./)).toBeVisible();
  expect(desk.clipboard).toBe("tdadmin-secret-1");
  expect(document.body.textContent).not.toContain("tdadmin-secret");
  await user.click(within(issued).getAllByRole("button", { name: "Close" }).at(-1) ?? issued);
  expect(desk.asked("forget_admin_key")).toEqual([{ id: 1 }]);
  const row = within(screen.getByRole("list", { name: "Keys of scripts" })).getByRole("listitem");
  expect(row).toHaveTextContent("ci");
  expect(row).toHaveTextContent("10.0.0.0/8");
  expect(row).toHaveTextContent("never used");
});

test("all that is wrong with the form is said at once", async () => {
  const { user, desk } = await open();
  await user.click(screen.getByRole("button", { name: "Issue a key…" }));
  const form = await screen.findByRole("dialog", { name: "Issue a key for a script" });
  await user.click(within(form).getByRole("checkbox", { name: "tokens:read" }));
  await user.type(within(form).getByLabelText("Allow IP"), "nonsense");
  await user.click(within(form).getByRole("button", { name: /^Issue/ }));
  await waitFor(() => {
    expect(within(form).getByLabelText(/^Name/)).toBeInvalid();
  });
  expect(form).toHaveTextContent("nonsense");
  expect(desk.adminKeys).toEqual([]);
});

test("a key that was not copied is not closed without a question", async () => {
  const { user } = await open();
  await user.click(screen.getByRole("button", { name: "Issue a key…" }));
  await user.type(await screen.findByLabelText(/^Name/), "ci");
  await user.keyboard("{Control>}{Enter}{/Control}");
  await screen.findByRole("dialog", { name: "Key issued: ci" });
  await user.keyboard("{Escape}");
  expect(await screen.findByRole("alertdialog", { name: "Close without copying the key?" })).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Back to the key" }));
  expect(screen.getByRole("dialog", { name: "Key issued: ci" })).toBeVisible();
});

test("a key is revoked after a question, and stays in the list", async () => {
  const desk = new FakeDesk();
  await desk.invoke("issue_admin_key", {
    name: "ci",
    scopes: ["tokens:read"],
    expiry: { kind: "never" },
    allowIps: [],
  });
  const { user } = await renderWithDesk(<ApiAccessSection />, desk);
  await user.click(await screen.findByRole("button", { name: "Revoke: ci" }));
  const question = await screen.findByRole("alertdialog", { name: "Revoke “ci”?" });
  await user.click(within(question).getByRole("button", { name: "Revoke" }));
  expect(await screen.findByText("Revoked")).toBeVisible();
  expect(screen.queryByRole("button", { name: "Revoke: ci" })).toBeNull();
});

test("the command that starts the listener is copied with a click", async () => {
  const { user, desk } = await open();
  await user.click(screen.getByRole("button", { name: "Copy this command" }));
  await waitFor(() => {
    expect(desk.clipboard).toBe("tokendesk serve --admin-listen 127.0.0.1:9181");
  });
});

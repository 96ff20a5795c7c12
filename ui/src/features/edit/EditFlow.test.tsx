import { screen, waitFor, within } from "@testing-library/react";
import axe from "axe-core";
import { expect, test, vi } from "vitest";

import { FakeDesk } from "../../ipc/fake/fakeDesk";
import { type FakeToken, sampleTokens } from "../../ipc/fake/sampleTokens";
import type { EditDraft } from "../../ipc/generated/EditDraft";
import type { TokenRow } from "../../ipc/generated/TokenRow";
import { renderWithDesk } from "../../testing/renderWithDesk";
import { EditFlow } from "./EditFlow";

function sample(row: Partial<TokenRow> = {}): FakeToken {
  const [token] = sampleTokens(1, Date.now());
  if (!token) throw new Error("no sample");
  const limit = { max: 10_000, window: "day" as const };
  const fixed = {
    name: "billing-ci",
    allowIps: ["10.0.0.0/8"],
    blockIps: [],
    scopes: ["tokens:read"],
    limit,
  };
  return { ...token, description: "Nightly run", row: { ...token.row, ...fixed, ...row } };
}

async function open(row: Partial<TokenRow> = {}, allow?: string[]) {
  const token = sample(row);
  const desk = new FakeDesk({ tokens: [token] });
  const onClose = vi.fn();
  const view = await renderWithDesk(<EditFlow id={1} allow={allow} onClose={onClose} />, desk);
  return { ...view, desk, token, onClose };
}

const description = () => screen.findByRole("textbox", { name: "Description" });
const save = "{Control>}{Enter}{/Control}";

test("everything but the name and the key's visibility can be edited", async () => {
  await open();
  expect(await description()).toHaveValue("Nightly run");
  expect(screen.getByText("billing-ci")).toBeVisible();
  expect(screen.getByText("The name can't be changed after issue.")).toBeVisible();
  expect(screen.queryByRole("textbox", { name: /^Name(?!s)/ })).toBeNull();
  expect(screen.getByRole("textbox", { name: "Request limit" })).toHaveValue("10000");
  expect(screen.getByText("Decided when the token was issued.")).toBeVisible();
});

test("Save shows each change before and after, and OK saves with the revision it was read at", async () => {
  const { user, desk, onClose } = await open();
  await user.type(await description(), "s");
  await user.type(screen.getByRole("textbox", { name: "Allow IP" }), "172.16.0.0/12 ");
  await user.keyboard(save);
  const question = await screen.findByRole("alertdialog", { name: "Save?" });
  expect(within(question).getByText("Nightly run")).toBeVisible();
  expect(within(question).getByText("Nightly runs")).toBeVisible();
  expect(within(question).getByText("172.16.0.0/12")).toBeVisible();
  expect(within(question).queryByText("Request limit")).toBeNull();
  await user.keyboard("{Enter}");
  await waitFor(() => {
    expect(onClose).toHaveBeenCalledOnce();
  });
  expect(desk.asked("edit_token")[0]).toMatchObject({
    id: 1,
    revision: 1,
    description: "Nightly runs",
    allowIps: ["10.0.0.0/8", "172.16.0.0/12"],
    expiry: { kind: "never" },
  } satisfies Partial<EditDraft>);
});

test("pinned addresses stand in place of the allow list, and are seen before they are saved", async () => {
  const { user, desk } = await open({}, ["10.0.3.7", "2001:db8::17"]);
  await description();
  await user.keyboard(save);
  const question = await screen.findByRole("alertdialog", { name: "Save?" });
  expect(within(question).getByText("10.0.0.0/8")).toBeVisible();
  expect(within(question).getByText("10.0.3.7/32")).toBeVisible();
  await user.keyboard("{Enter}");
  await waitFor(() => {
    expect(desk.asked("edit_token")[0]).toMatchObject({ allowIps: ["10.0.3.7", "2001:db8::17"] });
  });
});

test("a pinned address that can't be read is marked and not saved", async () => {
  const { user, desk } = await open({}, ["10.0.3.7", "unix:"]);
  await description();
  await user.keyboard(save);
  expect(await screen.findByText(/“unix:” is not an IP address/)).toBeVisible();
  expect(screen.queryByRole("alertdialog")).toBeNull();
  expect(desk.asked("edit_token")).toEqual([]);
});

test("an unlimited request limit stays unlimited", async () => {
  await open({ limit: null });
  await description();
  expect(screen.getByText("Unlimited cannot be modified.")).toBeVisible();
  expect(screen.queryByRole("textbox", { name: "Request limit" })).toBeNull();
});

test("the expiry stays as it is unless another is chosen", async () => {
  const expiresMs = Date.now() + 86_400_000;
  const { user, desk } = await open({ expiresMs });
  await user.type(await description(), "!");
  expect(screen.getByRole("radio", { name: "As it is" })).toBeChecked();
  await user.keyboard(save);
  await user.click(await screen.findByRole("button", { name: "OK" }));
  await waitFor(() => {
    expect(desk.tokens[0]?.description).toBe("Nightly run!");
  });
  expect((desk.asked("edit_token")[0] as EditDraft).expiry).toEqual({ kind: "unchanged" });
  expect(desk.tokens[0]?.row.expiresMs).toBe(expiresMs);
});

test("Save without a change just closes", async () => {
  const { user, desk, onClose } = await open();
  await user.click(await description());
  await user.keyboard(save);
  await waitFor(() => {
    expect(onClose).toHaveBeenCalledOnce();
  });
  expect(desk.asked("edit_token")).toEqual([]);
});

test("Esc asks before it throws changes away, and closes at once without any", async () => {
  const { user, onClose } = await open();
  await user.type(await description(), "s");
  await user.keyboard("{Escape}");
  expect(await screen.findByRole("alertdialog", { name: "Discard your changes?" })).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Keep editing" }));
  expect(onClose).not.toHaveBeenCalled();
  await user.type(await description(), "{Backspace}{Escape}");
  expect(onClose).toHaveBeenCalledOnce();
});

/** Somebody else changes the token while it is open here. */
async function collide() {
  const opened = await open();
  const { user, desk, token } = opened;
  await user.type(await description(), "s");
  await user.clear(screen.getByRole("textbox", { name: "Request limit" }));
  await user.type(screen.getByRole("textbox", { name: "Request limit" }), "500");
  Object.assign(token.row, { revision: 2, scopes: ["metrics:read"], limit: { max: 9, window: "hour" } });
  await user.keyboard(save);
  await user.click(await screen.findByRole("button", { name: "OK" }));
  await screen.findByText("This token was changed meanwhile");
  return { ...opened, desk };
}

const line = (field: string) =>
  within(screen.getByRole("row", { name: new RegExp(`^${field}`) }))
    .getAllByRole("cell")
    .map((cell) => cell.textContent);

test("a collision shows what each side changed, field by field", async () => {
  await collide();
  expect(line("Request limit")).toEqual(["10,000 a day9 an hour", "10,000 a day500 a day"]);
  expect(line("Range")).toEqual(["metrics:readtokens:read", "not changed"]);
  expect(line("Description")).toEqual(["not changed", "Nightly runNightly runs"]);
});

test("my changes can go on top of theirs and are then saved on their revision", async () => {
  const { user, desk, onClose } = await collide();
  await user.click(screen.getByRole("button", { name: "Keep my changes on top" }));
  expect(await description()).toHaveValue("Nightly runs");
  expect(screen.getByRole("checkbox", { name: /metrics:read/ })).toBeChecked();
  expect(screen.getByRole("textbox", { name: "Request limit" })).toHaveValue("500");
  await user.keyboard(save);
  await user.click(await screen.findByRole("button", { name: "OK" }));
  await waitFor(() => {
    expect(onClose).toHaveBeenCalledOnce();
  });
  expect(desk.asked("edit_token")[1]).toMatchObject({ revision: 2, description: "Nightly runs" });
  expect(desk.tokens[0]?.row.scopes).toEqual(["metrics:read"]);
});

test("their changes can be taken instead of mine", async () => {
  const { user } = await collide();
  await user.click(screen.getByRole("button", { name: "Take theirs" }));
  expect(await description()).toHaveValue("Nightly run");
  expect(screen.getByRole("textbox", { name: "Request limit" })).toHaveValue("9");
});

test("a collision is not lost by Esc without a question", async () => {
  const { user, onClose } = await collide();
  await user.keyboard("{Escape}");
  expect(await screen.findByRole("alertdialog", { name: "Discard your changes?" })).toBeVisible();
  expect(onClose).not.toHaveBeenCalled();
});

test("a token that is gone or revoked says so instead of a form", async () => {
  const desk = new FakeDesk({ tokens: [{ ...sample(), revoked: { atMs: 1, reason: "leaked" } }] });
  await renderWithDesk(<EditFlow id={1} onClose={vi.fn()} />, desk);
  expect(
    await screen.findByText("A revoked or deleted token can't be edited, nor get a new key."),
  ).toBeVisible();
});

test("axe finds nothing in the form and in the collision", async () => {
  const { user } = await collide();
  const look = async () => {
    const { violations } = await axe.run(screen.getByRole("dialog", { name: "Edit token" }), {
      rules: { "color-contrast": { enabled: false } },
    });
    return violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]);
  };
  expect(await look()).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Take theirs" }));
  await description();
  expect(await look()).toEqual([]);
});

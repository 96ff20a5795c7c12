import { screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { FakeDesk, type FakeDeskOptions } from "../../ipc/fake/fakeDesk";
import { sampleTokens } from "../../ipc/fake/sampleTokens";
import { axeFindings } from "../../testing/axe";
import { renderWithDesk } from "../../testing/renderWithDesk";
import { ImportDialog } from "./ImportDialog";

const KEY = "abcdefghij0123456789klmn";

async function openDialog(content: string | File, options: FakeDeskOptions = {}) {
  const desk = new FakeDesk({ tokens: sampleTokens(2, Date.now()), ...options });
  const onClose = vi.fn();
  const file = typeof content === "string" ? new File([content], "tokens.csv") : content;
  const view = await renderWithDesk(<ImportDialog dropped={file} onClose={onClose} />, desk);
  await screen.findByRole("dialog", { name: "Import tokens" });
  return { ...view, desk, onClose };
}

const importButton = () => screen.getByRole("button", { name: /^Import( [0-9,]+ tokens?)?$/ });

test("a file is looked at before it is imported, and its keys are saved as a file", async () => {
  const { desk, user, onClose } = await openDialog(
    `name,scopes,key\nfresh,tokens:read,\nold,tokens:write,${KEY}\n`,
  );
  const rows = within(await screen.findByRole("group", { name: "Rows that are right" }));
  expect(rows.getByRole("row", { name: /fresh New key tokens:read/ })).toBeVisible();
  expect(rows.getByRole("row", { name: /old Its own key tokens:write/ })).toBeVisible();
  expect(screen.getByText(/With new keys: 1. With their own keys: 1./)).toBeVisible();
  expect(await axeFindings()).toEqual([]);
  expect(desk.tokens).toHaveLength(2);
  await user.click(importButton());
  expect(await screen.findByText("2 tokens imported")).toBeVisible();
  expect(desk.tokens.map((token) => token.row.name)).toEqual(expect.arrayContaining(["fresh", "old"]));
  await user.click(screen.getByRole("button", { name: "Save the keys…" }));
  expect(await screen.findByText(/1 key is saved/)).toBeVisible();
  expect(desk.saved).toEqual(["tokendesk-keys.csv"]);
  expect(await axeFindings()).toEqual([]);
  const [, last] = screen.getAllByRole("button", { name: "Close" });
  if (last) await user.click(last);
  expect(onClose).toHaveBeenCalledOnce();
});

test("one wrong row stops all, unless it is left out", async () => {
  const { desk, user } = await openDialog("name,scopes\nright,tokens:read\n,tokens:read\nother,nonsense\n");
  const wrong = within(await screen.findByRole("group", { name: "Rows that are wrong" }));
  expect(wrong.getByRole("row", { name: /2 \(line 3\).*Name: Enter a name/ })).toBeVisible();
  expect(wrong.getByRole("row", { name: /other Range: There is no scope “nonsense”/ })).toBeVisible();
  expect(importButton()).toBeDisabled();
  await user.click(screen.getByRole("radio", { name: "Leave them out" }));
  await waitFor(() => {
    expect(importButton()).toBeEnabled();
  });
  await user.click(importButton());
  expect(await screen.findByText("1 token imported")).toBeVisible();
  expect(screen.getByText(/Wrong and left out: 2/)).toBeVisible();
  expect(desk.tokens).toHaveLength(3);
});

test("a file without scopes asks for them", async () => {
  const { desk, user } = await openDialog(`Name,key,description,Enabled\na,${KEY},,true\n`);
  expect(await screen.findByText(/Choose those that they get/)).toBeVisible();
  expect(importButton()).toBeDisabled();
  await user.click(await screen.findByRole("checkbox", { name: /^tokens:read/ }));
  await waitFor(() => {
    expect(importButton()).toBeEnabled();
  });
  await user.click(importButton());
  await screen.findByText("1 token imported");
  expect(desk.tokens.at(-1)?.row.scopes).toEqual(["tokens:read"]);
});

test("a file that is imported again makes no second token", async () => {
  const tokens = sampleTokens(1, Date.now());
  const key = tokens[0]?.key ?? "";
  const { desk } = await openDialog(`name,scopes,key\na,tokens:read,${key}\n`, { tokens });
  expect(await screen.findByText(/Already there: 1/)).toBeVisible();
  expect(importButton()).toBeDisabled();
  expect(desk.tokens).toHaveLength(1);
});

test("masked keys are replaced by new ones", async () => {
  const { user } = await openDialog("name,scopes,key\na,tokens:read,sk-AbCd**********wXyZ\n");
  expect(await screen.findByText(/Only a part of it is here/)).toBeVisible();
  await user.click(screen.getByRole("checkbox", { name: "Give each token a new key" }));
  expect(await screen.findByText(/With new keys: 1/)).toBeVisible();
});

test("what can't be read says why and what to do", async () => {
  await openDialog("\n");
  expect(await screen.findByText("The file has no rows.")).toBeVisible();
  expect(importButton()).toBeDisabled();
});

test("an import is stopped between two rows, and says what is left", async () => {
  const lines = Array.from({ length: 30 }, (_, index) => `token-${String(index)},tokens:read`);
  const { desk, user } = await openDialog(["name,scopes", ...lines].join("\n"), { stepMs: 20 });
  await waitFor(() => {
    expect(importButton()).toBeEnabled();
  });
  await user.click(importButton());
  // The first row is done: before it, there is nothing to take out of the file.
  await screen.findByText(/^[1-9]\d* of 30/);
  await user.click(screen.getByRole("button", { name: "Cancel" }));
  expect(await screen.findByText(/Not imported: /)).toBeVisible();
  expect(desk.tokens.length).toBeLessThan(32);
  expect(screen.getByText(/would get a second token/)).toBeVisible();
});

test("a locked vault is asked for before anything is stored", async () => {
  const locked = {
    state: "locked",
    reason: { kind: "by_hand" },
    hasPassphrase: true,
    hasRecovery: false,
    hasKeyring: false,
  } as const;
  const { desk, user } = await openDialog("name,scopes\na,tokens:read\n", {
    vault: locked,
    passphrase: "open sesame",
  });
  await waitFor(() => {
    expect(importButton()).toBeEnabled();
  });
  await user.click(importButton());
  await user.type(await screen.findByLabelText(/Passphrase/), "open sesame{Enter}");
  expect(await screen.findByText("1 token imported")).toBeVisible();
  expect(desk.tokens).toHaveLength(3);
});

test("the keys of an import before that were not saved are saved with those of this one", async () => {
  const { desk, user } = await openDialog("name,scopes\na,tokens:read\n", {
    unsavedKeys: { keys: 2, shownOnce: 2 },
  });
  await waitFor(() => {
    expect(importButton()).toBeEnabled();
  });
  await user.click(importButton());
  expect(await screen.findByText(/2 of the new keys are kept nowhere else/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Save the keys…" }));
  expect(await screen.findByText(/3 keys are saved/)).toBeVisible();
  expect(desk.asked("forget_imported_keys")).toHaveLength(0);
});

test("a file of more than 64 MB is refused before any of it is read", async () => {
  const film = new File(["x"], "film.csv");
  Object.defineProperty(film, "size", { value: 64 * 1024 * 1024 + 1 });
  const read = vi.spyOn(film, "arrayBuffer");
  const { desk, user } = await openDialog(film);
  const refusal = "The file is larger than 64 MB. Split it and import the parts.";
  expect(await screen.findByText(refusal)).toBeVisible();
  expect(read).not.toHaveBeenCalled();
  expect(desk.asked("drop_token_file")).toHaveLength(0);
  expect(importButton()).toBeDisabled();
  await user.click(screen.getByRole("button", { name: "Choose a file…" }));
  expect(await screen.findByText("With new keys: 1.")).toBeVisible();
  expect(screen.queryByText(refusal)).toBeNull();
});

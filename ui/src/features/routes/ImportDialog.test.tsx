import { screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { FakeDesk } from "../../ipc/fake/fakeDesk";
import { axeFindings } from "../../testing/axe";
import { renderWithDesk } from "../../testing/renderWithDesk";
import { ImportDialog } from "./ImportDialog";

const PETS = JSON.stringify({ openapi: "3.1.0", info: { title: "Pets" }, paths: {} });

async function openDialog() {
  const onClose = vi.fn();
  const view = await renderWithDesk(<ImportDialog onClose={onClose} />, new FakeDesk());
  await screen.findByRole("dialog", { name: "Import routes and scopes" });
  const choose = async (bytes: BlobPart, name = "pets.json") => {
    const input = document.querySelector<HTMLInputElement>("input[type=file]");
    if (!input) throw new Error("no file input");
    await view.user.upload(input, new File([bytes], name));
  };
  return { ...view, onClose, choose };
}

const importButton = () => screen.getByRole("button", { name: "Import" });

test("a document is looked at before it is imported, in the way that is chosen", async () => {
  const { user, desk, choose, onClose } = await openDialog();
  expect(importButton()).toBeDisabled();
  await choose(PETS);
  const changes = within(await screen.findByRole("group", { name: "What changes" }));
  expect(changes.getByRole("row", { name: /Added Route GET/ })).toBeVisible();
  expect(changes.getByRole("row", { name: /Removed Route DELETE/ })).toBeVisible();
  expect(screen.getByText(/Scopes added: 1/)).toBeVisible();
  expect(desk.asked("import_document")).toEqual([]);
  await user.click(screen.getByRole("radio", { name: "read and write per tag" }));
  expect(await changes.findByRole("row", { name: /pets:read/ })).toBeVisible();
  expect(await axeFindings()).toEqual([]);
  await waitFor(() => {
    expect(importButton()).toBeEnabled();
  });
  await user.click(importButton());
  await waitFor(() => {
    expect(onClose).toHaveBeenCalledOnce();
  });
  expect(desk.asked("import_document")[0]).toMatchObject({ by: "access", text: PETS, base: null });
});

test("what is no such document says why, and can't be imported", async () => {
  const { choose } = await openDialog();
  await choose("nonsense");
  expect(await screen.findByText(/can't be read at line 1, column 1/)).toBeVisible();
  expect(importButton()).toBeDisabled();
  await choose('{"openapi":"9.0"}');
  expect(await screen.findByText(/it says that it has version 9.0/)).toBeVisible();
  await choose(new Uint8Array([0xff, 0xfe, 0x00]));
  expect(await screen.findByText(/not UTF-8 text/)).toBeVisible();
  expect(importButton()).toBeDisabled();
});

import { screen, waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { FakeDesk, type FakeDeskOptions } from "../../../ipc/fake/fakeDesk";
import { type FakeToken, sampleTokens } from "../../../ipc/fake/sampleTokens";
import { axeFindings } from "../../../testing/axe";
import { renderWithDesk } from "../../../testing/renderWithDesk";
import { ExportDialog } from "./ExportDialog";
import type { ExportSource } from "./exportSources";

const homeQuery = { chip: "all", search: "", sort: "created", descending: true } as const;
const all: ExportSource = {
  kind: "all",
  target: { kind: "query", query: homeQuery, except: [] },
  count: 4,
};
const selected: ExportSource = { kind: "selected", target: { kind: "ids", ids: [1, 2] }, count: 2 };

/** Two that are kept, one shown once, one revoked. */
function fourTokens(): FakeToken[] {
  const tokens = sampleTokens(4, Date.now());
  for (const token of tokens) {
    token.revoked = null;
    token.row = { ...token.row, deletedMs: null, visibility: "copyable" };
  }
  const [, , third, fourth] = tokens;
  if (third) third.row.visibility = "show_once";
  if (fourth) fourth.revoked = { atMs: Date.now(), reason: "leaked" };
  return tokens;
}

async function openDialog(options: FakeDeskOptions = {}, sources: [ExportSource, ...ExportSource[]] = [all]) {
  const desk = new FakeDesk({ tokens: fourTokens(), ...options });
  const onClose = vi.fn();
  const view = await renderWithDesk(<ExportDialog sources={sources} onClose={onClose} />, desk);
  await screen.findByRole("dialog", { name: "Export tokens" });
  return { ...view, desk, onClose };
}

const exportButton = (name: string) => screen.findByRole("button", { name });

test("without keys nothing is opened; what is left out is said before and after", async () => {
  const { desk, user, onClose } = await openDialog();
  expect(await screen.findByText("3 tokens will be written.")).toBeVisible();
  expect(screen.getByText(/^1 revoked or deleted token is left out/)).toBeVisible();
  expect(screen.queryByText(/written in plain text/)).not.toBeInTheDocument();
  expect(await axeFindings()).toEqual([]);
  await user.click(await exportButton("Export 3 tokens…"));
  expect(await screen.findByText("3 tokens exported")).toBeVisible();
  expect(screen.getByText("/home/anna/tokendesk-tokens.csv")).toBeVisible();
  expect(screen.getByText(/^1 revoked or deleted token is left out/)).toBeVisible();
  expect(await axeFindings()).toEqual([]);
  const [, last] = screen.getAllByRole("button", { name: "Close" });
  if (last) await user.click(last);
  expect(onClose).toHaveBeenCalledOnce();
  expect(desk.saved).toEqual(["tokendesk-tokens.csv"]);
});

test("keys are written only where that is chosen, after a warning that says how many", async () => {
  const { desk, user } = await openDialog();
  await user.click(screen.getByRole("radio", { name: "JSON Lines" }));
  await user.click(screen.getByRole("checkbox", { name: "With their keys" }));
  expect(await screen.findByText("2 keys will be written in plain text")).toBeVisible();
  expect(screen.getByText(/^1 token is in it without its key/)).toBeVisible();
  expect(await axeFindings()).toEqual([]);
  await user.click(await exportButton("Export 3 tokens…"));
  expect(await screen.findByText(/as soon as nobody needs it/)).toBeVisible();
  expect(desk.asked("export_tokens")).toEqual([
    { target: all.target, format: "json_lines", withKeys: true, title: "Export tokens" },
  ]);
});

test("what is selected is meant unless all is chosen", async () => {
  const { desk, user } = await openDialog({}, [selected, all]);
  expect(screen.getByRole("radio", { name: "Those that are selected (2)" })).toBeChecked();
  await user.click(await exportButton("Export 2 tokens…"));
  await screen.findByText("2 tokens exported");
  expect(desk.asked("export_tokens")).toMatchObject([{ target: { ids: [1, 2] } }]);
});

test("where all are left out there is nothing to export", async () => {
  const gone: ExportSource = { ...selected, target: { kind: "ids", ids: [4] }, count: 1 };
  await openDialog({}, [gone]);
  expect(await screen.findByText(/^1 revoked or deleted token is left out/)).toBeVisible();
  expect(await exportButton("Export…")).toBeDisabled();
});

test("a locked vault is asked for before the file is, and only for keys", async () => {
  const vault = {
    state: "locked",
    reason: { kind: "by_hand" },
    hasPassphrase: true,
    hasRecovery: false,
    hasKeyring: false,
  } as const;
  const { desk, user } = await openDialog({ vault, passphrase: "open sesame" });
  await user.click(screen.getByRole("checkbox", { name: "With their keys" }));
  await user.click(await exportButton("Export 3 tokens…"));
  await user.type(await screen.findByLabelText(/Passphrase/), "open sesame{Enter}");
  expect(await screen.findByText("3 tokens exported")).toBeVisible();
  expect(desk.saved).toEqual(["tokendesk-keys.csv"]);
});

test("a cancelled export says that there is no file, and can be made again", async () => {
  const { desk, user } = await openDialog({ stepMs: 400 });
  await user.click(await exportButton("Export 3 tokens…"));
  expect(await screen.findByText(/of 3/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Cancel" }));
  expect(await screen.findByText("Cancelled. No file was written.")).toBeVisible();
  expect(desk.saved).toEqual([]);
  await waitFor(async () => {
    expect(await exportButton("Export 3 tokens…")).toBeEnabled();
  });
});

test("a vault that is locked meanwhile ends it, and the dialog stays", async () => {
  const { desk, user } = await openDialog();
  desk.refuseNext("export_tokens", { code: "locked_meanwhile" });
  await user.click(await exportButton("Export 3 tokens…"));
  expect(await screen.findByText("The vault was locked meanwhile; no file was written.")).toBeVisible();
  await user.click(await exportButton("Export 3 tokens…"));
  expect(await screen.findByText("3 tokens exported")).toBeVisible();
});

import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { useState } from "react";
import { expect, test, vi } from "vitest";

import { command } from "../../ipc/command";
import { FakeDesk, type FakeDeskOptions } from "../../ipc/fake/fakeDesk";
import { sampleTokens } from "../../ipc/fake/sampleTokens";
import { axeFindings } from "../../testing/axe";
import { renderWithDesk } from "../../testing/renderWithDesk";
import { TokensPage } from "./TokensPage";

interface PageProps {
  onIssue: () => void;
  onImport: (file: File | null) => void;
  onEdit: (id: number) => void;
}

function Page({ onIssue, onImport, onEdit }: PageProps) {
  const [openId, setOpenId] = useState<number | null>(null);
  const [isExporting, setExporting] = useState(false);
  return (
    <TokensPage
      openId={openId}
      onOpen={setOpenId}
      onIssue={onIssue}
      onImport={onImport}
      isExporting={isExporting}
      onExporting={setExporting}
      onEdit={onEdit}
      onRotate={() => undefined}
      onSimulate={() => undefined}
      onPin={() => undefined}
      onAudit={() => undefined}
    />
  );
}

async function openPage(options: FakeDeskOptions | FakeDesk = {}) {
  const [onIssue, onImport, onEdit] = [vi.fn(), vi.fn(), vi.fn()];
  const page = <Page onIssue={onIssue} onImport={onImport} onEdit={onEdit} />;
  const view = await renderWithDesk(page, options);
  return { ...view, onIssue, onImport, onEdit };
}

const rowOf = (name: string) => screen.findByRole("row", { name: new RegExp(name) });
const focusedName = () =>
  within(document.activeElement as HTMLElement).getAllByRole("gridcell")[1]?.textContent;

async function focusFirstRow() {
  const row = await rowOf("billing-ci ");
  row.focus();
  return row;
}

test("the list tells how many rows there are and where each stands", async () => {
  await openPage({ tokens: sampleTokens(2000, Date.now()) });
  const row = await rowOf("billing-ci ");
  const total = sampleTokens(2000, Date.now()).filter((token) => token.row.deletedMs === null).length;
  expect(screen.getByRole("grid")).toHaveAttribute("aria-rowcount", String(total + 1));
  expect(row).toHaveAttribute("aria-rowindex", "2");
  expect(screen.getAllByRole("row").length).toBeLessThan(60);
});

test("arrows, Home and End move one focus through the rows", async () => {
  const { user } = await openPage();
  await focusFirstRow();
  await user.keyboard("{ArrowDown}{ArrowDown}");
  expect(focusedName()).toBe("결제 서버");
  await user.keyboard("{End}");
  await waitFor(() => {
    expect(document.activeElement).toHaveAttribute("aria-rowindex", "40");
  });
  await user.keyboard("{Home}");
  await waitFor(() => {
    expect(focusedName()).toBe("billing-ci");
  });
  expect(screen.getAllByRole("row").filter((row) => row.tabIndex === 0)).toHaveLength(1);
});

test("C copies the key of the row in Rust; the window never sees the key", async () => {
  const { desk, user } = await openPage();
  await focusFirstRow();
  await user.keyboard("c");
  await screen.findByText("Key of “billing-ci” copied");
  expect(desk.asked("copy_token_key")).toEqual([{ id: 1 }]);
  expect(document.body.innerHTML).not.toContain(desk.tokens[0]?.key);
});

test("C on a Hangul layout copies too, but not while a syllable is composed", async () => {
  const { desk, user } = await openPage();
  const row = await focusFirstRow();
  row.dispatchEvent(new KeyboardEvent("keydown", { key: "ㅊ", code: "KeyC", keyCode: 229, bubbles: true }));
  row.dispatchEvent(
    new KeyboardEvent("keydown", { key: "ㅊ", code: "KeyC", isComposing: true, bubbles: true }),
  );
  expect(desk.asked("copy_token_key")).toHaveLength(0);
  row.dispatchEvent(new KeyboardEvent("keydown", { key: "ㅊ", code: "KeyC", bubbles: true }));
  expect(desk.asked("copy_token_key")).toHaveLength(1);
  await user.keyboard("{Escape}");
});

test("a letter typed into the search does not copy", async () => {
  const { desk, user } = await openPage();
  await focusFirstRow();
  await user.keyboard("/");
  expect(screen.getByRole("searchbox")).toHaveFocus();
  await user.keyboard("cec");
  expect(desk.asked("copy_token_key")).toHaveLength(0);
  expect(screen.getByRole("searchbox")).toHaveValue("cec");
});

test("the copy icon of a row copies that row's key", async () => {
  const { desk, user } = await openPage();
  await user.click(await screen.findByRole("button", { name: "Copy key of “partner-kr”" }));
  await screen.findByText("Key of “partner-kr” copied");
  expect(desk.clipboard).toBe(desk.tokens[1]?.key);
});

test("a key that was shown once has no copy icon", async () => {
  await openPage();
  const row = await rowOf("nightly-backup ");
  expect(within(row).queryByRole("button", { name: /Copy key/ })).not.toBeInTheDocument();
  expect(within(row).getByRole("img", { name: /Shown once/ })).toBeInTheDocument();
});

test("Delete moves to the trash at once, and Undo brings the token back", async () => {
  const { desk, user } = await openPage();
  await focusFirstRow();
  await user.keyboard("{Delete}");
  await screen.findByText("“billing-ci” is in the trash");
  expect(desk.tokens[0]?.row.deletedMs).not.toBeNull();
  await waitFor(() => {
    expect(screen.queryByRole("row", { name: /billing-ci / })).not.toBeInTheDocument();
  });
  await user.click(screen.getByRole("button", { name: /Undo/ }));
  expect(await rowOf("billing-ci ")).toBeInTheDocument();
});

test("Ctrl+Z takes the last change back", async () => {
  const { user } = await openPage();
  await focusFirstRow();
  await user.keyboard("{Delete}");
  await screen.findByText("“billing-ci” is in the trash");
  await user.keyboard("{Control>}z{/Control}");
  expect(await rowOf("billing-ci ")).toBeInTheDocument();
});

test("an undo that Rust does not know any more says so", async () => {
  const { desk, user } = await openPage();
  await focusFirstRow();
  await user.keyboard("{Delete}");
  desk.refuseNext("undo_change", { code: "undo_expired" });
  await user.click(await screen.findByRole("button", { name: /Undo/ }));
  expect(await screen.findByText("This can't be undone any more.")).toBeInTheDocument();
});

test("Space selects, Shift with an arrow extends and shrinks, Escape clears", async () => {
  const { user } = await openPage();
  await focusFirstRow();
  await user.keyboard(" ");
  expect(await screen.findByText("1 selected")).toBeInTheDocument();
  await user.keyboard("{Shift>}{ArrowDown}{ArrowDown}{/Shift}");
  expect(await screen.findByText("3 selected")).toBeInTheDocument();
  await user.keyboard("{Shift>}{ArrowUp}{/Shift}");
  expect(await screen.findByText("2 selected")).toBeInTheDocument();
  await user.keyboard("{Escape}");
  expect(screen.queryByText("2 selected")).not.toBeInTheDocument();
});

test("a change to many says how many of them will change, and is told to Rust as a query", async () => {
  const { desk, user } = await openPage();
  await focusFirstRow();
  await user.keyboard("{Control>}a{/Control}");
  await screen.findByText("39 selected");
  await user.click(screen.getByRole("checkbox", { name: "Select “partner-kr”" }));
  await screen.findByText("38 selected");
  await user.click(screen.getByRole("button", { name: "Disable" }));
  const dialog = await screen.findByRole("alertdialog", { name: "Disable 38 tokens?" });
  expect(within(dialog).getByText(/^\d+ of 38 will change\.$/)).toBeInTheDocument();
  expect(await axeFindings()).toEqual([]);
  await user.click(within(dialog).getByRole("button", { name: "Disable" }));
  await waitFor(() => {
    expect(desk.asked("change_tokens")).toHaveLength(1);
  });
  expect(desk.asked("change_tokens")[0]).toMatchObject({ target: { kind: "query", except: [2] } });
  expect(desk.tokens[1]?.disabled).toBe(false);
  expect(await screen.findByText(/tokens disabled/)).toBeInTheDocument();
});

test("revoking asks for a reason, and the reason's error stands at its field", async () => {
  const { desk, user } = await openPage();
  await user.click(await screen.findByRole("button", { name: "More actions for “billing-ci”" }));
  await user.click(await screen.findByRole("menuitem", { name: "Revoke…" }));
  const dialog = await screen.findByRole("alertdialog", { name: "Revoke “billing-ci”?" });
  await user.click(within(dialog).getByRole("button", { name: "Revoke" }));
  const reason = within(dialog).getByLabelText(/Reason/);
  await waitFor(() => {
    expect(reason).toHaveAccessibleDescription(/Enter a reason/);
  });
  await user.type(reason, "Leaked");
  await user.click(within(dialog).getByRole("button", { name: "Revoke" }));
  await screen.findByText("“billing-ci” is revoked");
  expect(desk.tokens[0]?.revoked?.reason).toBe("Leaked");
  expect(screen.queryByRole("button", { name: /Undo/ })).not.toBeInTheDocument();
});

test("what is final in the trash asks first", async () => {
  const { desk, user } = await openPage();
  await user.click(await screen.findByRole("radio", { name: /^Trash/ }));
  const row = await rowOf("billing-ci|invoice-mailer");
  row.focus();
  await user.keyboard("{Delete}");
  const dialog = await screen.findByRole("alertdialog");
  expect(desk.asked("change_tokens")).toHaveLength(0);
  await user.click(within(dialog).getByRole("button", { name: "Delete for good" }));
  await waitFor(() => {
    expect(desk.asked("change_tokens")).toHaveLength(1);
  });
});

test("Enter opens the details, which follow the row; Escape closes them and leads back", async () => {
  const { user, onEdit } = await openPage();
  const row = await focusFirstRow();
  await user.keyboard("{Enter}");
  const details = await screen.findByRole("complementary", { name: "Details" });
  expect(await within(details).findByRole("heading", { name: "billing-ci" })).toBeInTheDocument();
  expect(await axeFindings()).toEqual([]);
  await user.keyboard("{ArrowDown}");
  expect(await within(details).findByRole("heading", { name: "partner-kr" })).toBeInTheDocument();
  await user.keyboard("e");
  expect(onEdit).toHaveBeenCalledWith(2);
  await user.keyboard("{ArrowUp}{Escape}");
  expect(screen.queryByRole("complementary", { name: "Details" })).not.toBeInTheDocument();
  expect(row).toHaveFocus();
});

test("a revealed key is shown and hides again on demand", async () => {
  const { desk, user } = await openPage();
  await focusFirstRow();
  await user.keyboard("{Enter}");
  await user.click(await screen.findByRole("button", { name: "Reveal key" }));
  const key = desk.tokens[0]?.key ?? "";
  expect(await screen.findByText(key)).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Hide key" }));
  expect(screen.queryByText(key)).not.toBeInTheDocument();
});

test("a new console says what tokens are and offers to issue one", async () => {
  const { user, onIssue } = await openPage({ tokens: [] });
  expect(await screen.findByRole("heading", { name: "No tokens yet" })).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Issue token" }));
  expect(onIssue).toHaveBeenCalledOnce();
  expect(await axeFindings()).toEqual([]);
});

test("a search without a match offers to clear it", async () => {
  const { user } = await openPage();
  await rowOf("billing-ci ");
  await user.keyboard("/nosuchtoken");
  expect(await screen.findByRole("heading", { name: "No token matches" })).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Clear search and filter" }));
  expect(await rowOf("billing-ci ")).toBeInTheDocument();
});

test("chips narrow the list and show their counts", async () => {
  const { user } = await openPage();
  await rowOf("billing-ci ");
  await user.click(screen.getByRole("radio", { name: "Expired 5" }));
  await waitFor(() => {
    expect(screen.getByRole("grid")).toHaveAttribute("aria-rowcount", "6");
  });
});

test("a column header sorts, and turns the order round", async () => {
  const { desk, user } = await openPage();
  await rowOf("billing-ci ");
  const name = screen.getByRole("button", { name: "Name" });
  await user.click(name);
  expect(screen.getByRole("columnheader", { name: "Name" })).toHaveAttribute("aria-sort", "ascending");
  await user.click(name);
  expect(screen.getByRole("columnheader", { name: "Name" })).toHaveAttribute("aria-sort", "descending");
  expect(desk.asked("list_tokens").at(-1)).toMatchObject({ query: { sort: "name", descending: true } });
});

/** A desk with a large file, which is counted when it is told to. */
class UncountedDesk extends FakeDesk {
  count: () => void = () => undefined;
  readonly #counted = new Promise<void>((resolve) => {
    this.count = resolve;
  });

  override async invoke(name: string, request: unknown): Promise<unknown> {
    if (name === "count_list") await this.#counted;
    return super.invoke(name, request);
  }
}

test("the first rows of a long list are shown before the rest is counted", async () => {
  const tokens = sampleTokens(2000, Date.now());
  const desk = new UncountedDesk({ tokens, isCountedLater: true });
  const { user } = await openPage(desk);
  const row = await rowOf("billing-ci ");
  const grid = screen.getByRole("grid");
  expect(grid).toHaveAttribute("aria-rowcount", "-1");
  expect(row).toHaveAttribute("aria-rowindex", "2");
  expect(screen.queryByText("Loading tokens…")).toBeNull();
  expect(await axeFindings()).toEqual([]);

  // What can't be counted yet can't be selected as a whole.
  const all = within(grid).getByRole("checkbox", { name: "Select all" });
  expect(all).toBeDisabled();
  row.focus();
  await user.keyboard("{Control>}a{/Control}");
  expect(screen.queryByRole("toolbar", { name: "Selected tokens" })).toBeNull();
  await user.keyboard(" ");
  const bar = await screen.findByRole("toolbar", { name: "Selected tokens" });
  expect(within(bar).getByText("1 selected")).toBeVisible();
  expect(within(bar).queryByRole("button", { name: /Select all/ })).toBeNull();

  desk.count();
  const total = tokens.filter((token) => token.row.deletedMs === null).length;
  await waitFor(() => {
    expect(grid).toHaveAttribute("aria-rowcount", String(total + 1));
  });
  expect(all).toBeEnabled();
  expect(within(bar).getByRole("button", { name: /Select all/ })).toBeVisible();
});

test("a change made elsewhere appears without asking", async () => {
  const { desk } = await openPage();
  await rowOf("billing-ci ");
  const first = desk.tokens[0];
  if (first) first.row.name = "renamed-elsewhere";
  desk.emit("tokens-changed", null);
  expect(await rowOf("renamed-elsewhere")).toBeInTheDocument();
});

test("a list that can't be read says why and tries again", async () => {
  const desk = new FakeDesk();
  desk.refuseNext("list_tokens", { code: "store_busy" });
  const { user } = await openPage(desk);
  expect(await screen.findByText(/The data file is busy/)).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await rowOf("billing-ci ")).toBeInTheDocument();
});

test("a file that is dropped on the page is imported, and a text is not", async () => {
  const { onImport } = await openPage();
  const row = await rowOf("billing-ci ");
  const file = new File(["name,scopes"], "tokens.csv");
  const files = { item: () => file, length: 1 };
  expect(fireEvent.dragOver(row, { dataTransfer: { types: ["Files"], files } })).toBe(false);
  fireEvent.drop(row, { dataTransfer: { types: ["Files"], files } });
  expect(onImport).toHaveBeenCalledExactlyOnceWith(file);
  expect(fireEvent.drop(row, { dataTransfer: { types: ["text/plain"], files } })).toBe(true);
  expect(onImport).toHaveBeenCalledOnce();
});

test("a row speaks another language as soon as the window does", async () => {
  const { desk } = await openPage();
  const row = await rowOf("billing-ci ");
  expect(within(row).getByRole("checkbox", { name: "Select “billing-ci”" })).toBeVisible();
  const { settings } = await command("boot");
  desk.emit("settings-changed", { ...settings, language: "ko", intlLocale: "ko" });
  expect(await within(row).findByRole("checkbox", { name: "“billing-ci” 선택" })).toBeVisible();
});

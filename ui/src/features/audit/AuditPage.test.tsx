import { act, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { FakeDesk } from "../../ipc/fake/fakeDesk";
import { axeFindings } from "../../testing/axe";
import { renderWithDesk } from "../../testing/renderWithDesk";
import { AuditPage } from "./AuditPage";

async function openPage(desk = new FakeDesk(), token: number | null = null) {
  const opened: number[] = [];
  const page = (
    <AuditPage
      token={token}
      onOpenToken={(id) => {
        opened.push(id);
      }}
    />
  );
  const view = await renderWithDesk(page, desk);
  await screen.findByRole("heading", { name: "Audit" });
  return { ...view, opened };
}

const row = (name: RegExp) => screen.findByRole("row", { name });

test("entries stand newest first, with who and from where, and older ones come on request", async () => {
  const { user } = await openPage();
  const first = await row(/Disabled billing-ci/);
  expect(first).toHaveTextContent("ci");
  expect(first).toHaveTextContent("HTTP API · 10.0.0.7");
  expect(await row(/Old key ended/)).toHaveTextContent("Verifier");
  expect(screen.queryByRole("row", { name: /Issued billing-ci/ })).toBeNull();
  expect(await axeFindings()).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Show older entries" }));
  expect(await row(/Issued billing-ci/)).toBeVisible();
  expect(screen.queryByRole("button", { name: "Show older entries" })).toBeNull();
});

test("an entry shows what it was before and after", async () => {
  const { user, opened } = await openPage();
  await user.click(await row(/Edited billing-ci/));
  const details = await screen.findByRole("complementary", { name: "Details" });
  expect(within(details).getByText("1,000 a day")).toBeVisible();
  expect(within(details).getByText("Command line")).toBeVisible();
  expect(await axeFindings()).toEqual([]);
  await user.click(within(details).getByRole("button", { name: "Open token" }));
  expect(opened).toEqual([1]);
});

test("rows are reached by the arrow keys", async () => {
  const { user } = await openPage();
  (await screen.findByRole("button", { name: "Disabled" })).focus();
  await user.keyboard("{ArrowDown}{ArrowDown}{Enter}");
  expect(await screen.findByRole("heading", { name: "Edited" })).toBeVisible();
  await user.keyboard("{Home}");
  expect(screen.getByRole("button", { name: "Disabled" })).toHaveFocus();
});

test("filters go to the desk as they are typed, and are taken off again", async () => {
  const { user, desk } = await openPage();
  await row(/Disabled billing-ci/);
  await user.type(screen.getByRole("searchbox", { name: "Who" }), "10.0");
  await waitFor(() => {
    expect(screen.getAllByRole("row")).toHaveLength(2);
  });
  await user.click(screen.getByRole("button", { name: /What/ }));
  await user.click(await screen.findByRole("option", { name: "Vault" }));
  expect(await screen.findByText("No such entries")).toBeVisible();
  expect(desk.asked("list_audit").at(-1)).toMatchObject({ filter: { who: "10.0", kind: "vault" } });
  await user.click(screen.getByRole("button", { name: "Show all" }));
  expect(await row(/Recovery code set/)).toBeVisible();
});

test("a day that is typed is asked for", async () => {
  const { user, desk } = await openPage();
  await row(/Disabled billing-ci/);
  const from = screen.getByRole("group", { name: "From" });
  await user.click(within(from).getAllByRole("spinbutton")[0] as HTMLElement);
  await user.keyboard("01312027");
  await waitFor(() => {
    expect(desk.asked("list_audit").at(-1)).toMatchObject({ filter: { since: "2027-01-31" } });
  });
});

test("a token's entries can be asked for from outside", async () => {
  const { user } = await openPage(new FakeDesk(), 2);
  expect(await row(/Key copied grafana-readonly/)).toBeVisible();
  expect(screen.queryByRole("row", { name: /billing-ci/ })).toBeNull();
  await user.click(screen.getByRole("button", { name: "Only token 2" }));
  expect(await row(/Disabled billing-ci/)).toBeVisible();
});

test("a log that is in order says so and shows its head", async () => {
  const { user, desk } = await openPage();
  await user.click(screen.getByRole("button", { name: "Verify…" }));
  expect(await screen.findByText("All 12 entries are as they were written")).toBeVisible();
  const head = "12".padStart(64, "0");
  expect(screen.getByText(head)).toBeVisible();
  expect(await axeFindings()).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Copy" }));
  expect(desk.asked("copy_plain_text").at(-1)).toEqual({ text: head });
  await user.type(screen.getByRole("textbox", { name: /head that you noted/ }), "9".padStart(64, "0"));
  await user.click(screen.getByRole("button", { name: "Verify again" }));
  expect(await screen.findByText(/You noted the head of entry 9/)).toBeVisible();
});

test("a log that was tampered with is told in red", async () => {
  const desk = new FakeDesk();
  desk.auditFault = { kind: "missing", first: 4, last: 6 };
  const { user } = await openPage(desk);
  await user.click(screen.getByRole("button", { name: "Verify…" }));
  expect(await screen.findByText("Entries 4 to 6 were removed")).toBeVisible();
  expect(screen.queryByRole("button", { name: "Copy" })).toBeNull();
});

test("what the filter shows is exported", async () => {
  const { user, desk } = await openPage();
  await user.type(screen.getByRole("searchbox", { name: "Who" }), "anna");
  await user.click(screen.getByRole("button", { name: "Export…" }));
  await user.click(await screen.findByRole("menuitem", { name: "Table (CSV)" }));
  expect(await screen.findByText("/home/anna/tokendesk-audit.csv")).toBeVisible();
  expect(desk.asked("export_audit").at(-1)).toMatchObject({ format: "csv", filter: { who: "anna" } });
});

test("a rare entry of a long log is searched on for, look after look, and the search can be stopped", async () => {
  const desk = new FakeDesk();
  desk.auditLook = 2;
  const { user } = await openPage(desk);
  await user.type(screen.getByRole("searchbox", { name: "Who" }), "verifier");
  expect(await screen.findByText("No such entries so far")).toBeVisible();
  expect(screen.getByText("Searched back to entry 11")).toBeVisible();
  expect(await axeFindings()).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Go on searching" }));
  expect(await row(/Old key ended/)).toBeVisible();
  expect(screen.getByText("Searched back to entry 3")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Go on searching" }));
  await waitFor(() => {
    expect(screen.queryByRole("button", { name: "Go on searching" })).toBeNull();
  });
});

test("a check says how far it is and is cancelled with its dialog", async () => {
  const desk = new FakeDesk();
  desk.auditEnd = new Promise(() => undefined);
  const { user } = await openPage(desk);
  await user.click(screen.getByRole("button", { name: "Verify…" }));
  await screen.findByText("Every entry is looked at…");
  act(() => {
    desk.emit("audit-progress", { done: 20_000, total: 1_000_000 });
  });
  expect(await screen.findByText("20,000 of 1,000,000")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Cancel" }));
  expect(desk.asked("cancel_audit")).toHaveLength(1);
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("a long export says how far it is and can be cancelled", async () => {
  const desk = new FakeDesk();
  desk.auditEnd = new Promise(() => undefined);
  const { user } = await openPage(desk);
  await user.click(screen.getByRole("button", { name: "Export…" }));
  await user.click(await screen.findByRole("menuitem", { name: "JSON Lines" }));
  act(() => {
    desk.emit("audit-progress", { done: 500_000, total: 1_000_000 });
  });
  const dialog = await screen.findByRole("alertdialog", { name: "Exporting the audit log…" });
  expect(within(dialog).getByText("500,000 of 1,000,000")).toBeVisible();
  await user.click(within(dialog).getByRole("button", { name: "Cancel" }));
  expect(desk.asked("cancel_audit")).toHaveLength(1);
});

test("what has no name of its own is told in words", async () => {
  await openPage();
  expect(await row(/Settings changed Settings anna/)).toBeVisible();
  expect(await row(/Vault anna/)).toBeVisible();
});

test("a log without entries says what will stand there", async () => {
  await openPage(new FakeDesk({ audit: [] }));
  expect(await screen.findByText("Nothing was done yet")).toBeVisible();
});

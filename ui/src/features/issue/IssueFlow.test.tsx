import { screen, waitFor, within } from "@testing-library/react";
import axe from "axe-core";
import { useState } from "react";
import { expect, test, vi } from "vitest";

import { FakeDesk } from "../../ipc/fake/fakeDesk";
import type { TokenDetails } from "../../ipc/generated/TokenDetails";
import type { TokenDraft } from "../../ipc/generated/TokenDraft";
import { renderWithDesk } from "../../testing/renderWithDesk";
import { IssueFlow } from "./IssueFlow";

/** The form behind its button, as the app has it. */
function Desk({ onIssued }: { onIssued: (token: TokenDetails) => void }) {
  const [isOpen, setOpen] = useState(true);
  const close = () => {
    setOpen(false);
  };
  return (
    <>
      <button
        onClick={() => {
          setOpen(true);
        }}
      >
        Issue
      </button>
      {isOpen && (
        <IssueFlow
          onClose={close}
          onIssued={(token) => {
            close();
            onIssued(token);
          }}
        />
      )}
    </>
  );
}

async function open(desk = new FakeDesk({ tokens: [] })) {
  const onIssued = vi.fn<(token: TokenDetails) => void>();
  const view = await renderWithDesk(<Desk onIssued={onIssued} />, desk);
  await screen.findByRole("dialog", { name: "Issue token" });
  await screen.findByRole("checkbox", { name: /tokens:read/ });
  return { ...view, onIssued };
}

const nameInput = () => screen.getByRole("textbox", { name: /^Name/ });
const save = "{Control>}{Enter}{/Control}";

test("a name and four more keystrokes issue a token, without a mouse", async () => {
  const { user, onIssued, desk } = await open();
  expect(nameInput()).toHaveFocus();
  await user.keyboard(`billing-ci${save}`);
  // The only thing still missing is a scope, and the first one has the focus.
  await waitFor(() => {
    expect(screen.getByRole("checkbox", { name: /tokens:read/ })).toHaveFocus();
  });
  await user.keyboard(` ${save}`);
  const question = await screen.findByRole("alertdialog", { name: "Save?" });
  expect(within(question).getByText("billing-ci")).toBeVisible();
  expect(within(question).getByText("use tokens:read")).toBeVisible();
  expect(within(question).getByText(/It never expires/)).toBeVisible();
  expect(desk.asked("issue_token")).toEqual([]);
  await user.keyboard("{Enter}");
  await waitFor(() => {
    expect(onIssued).toHaveBeenCalledOnce();
  });
  expect(onIssued.mock.calls[0]?.[0].row).toMatchObject({ name: "billing-ci", scopes: ["tokens:read"] });
  expect(await screen.findByText("Token has been successfully created")).toBeVisible();
});

test("nothing is told off while the first field is still typed", async () => {
  const { user } = await open();
  await user.keyboard("b");
  await user.keyboard("{Backspace}");
  await screen.findByText("until it is revoked");
  expect(screen.queryByText("Enter a name.")).toBeNull();
  await user.tab();
  expect(await screen.findByText("Enter a name.")).toBeVisible();
  expect(screen.queryByText("Choose at least one scope.")).toBeNull();
});

test("Save shows all errors at once and puts the focus on the first", async () => {
  const { user, desk } = await open();
  await user.type(screen.getByRole("textbox", { name: "Block IP" }), "300.1.1 ");
  await user.type(screen.getByRole("textbox", { name: "Request limit" }), "-5");
  await user.click(screen.getByRole("button", { name: /^Save/ }));
  expect(await screen.findByText("Enter a name.")).toBeVisible();
  expect(screen.getByText(/“300.1.1” is not an IP address/)).toBeVisible();
  expect(screen.getByText(/Enter a number that is not negative/)).toBeVisible();
  expect(screen.getByText("Choose at least one scope.")).toBeVisible();
  await waitFor(() => {
    expect(nameInput()).toHaveFocus();
  });
  expect(nameInput()).toHaveAttribute("aria-invalid", "true");
  expect(screen.queryByRole("alertdialog")).toBeNull();
  expect(desk.asked("issue_token")).toEqual([]);
});

test("a wrong address blocks saving and gets the focus when it is the first error", async () => {
  const { user } = await open();
  await user.keyboard("billing-ci");
  await user.click(screen.getByRole("checkbox", { name: /tokens:read/ }));
  await user.type(screen.getByRole("textbox", { name: "Allow IP" }), "10.0.0.0/8 300.1.1");
  await user.keyboard(save);
  await waitFor(() => {
    expect(screen.getByRole("row", { name: /300\.1\.1/ })).toHaveFocus();
  });
  expect(screen.queryByRole("alertdialog")).toBeNull();
});

test("an address that is still in the input is saved too", async () => {
  const { user, desk } = await open();
  await user.keyboard("billing-ci");
  await user.click(screen.getByRole("checkbox", { name: /tokens:read/ }));
  await user.type(screen.getByRole("textbox", { name: "Allow IP" }), "10.1.0.0/16");
  await user.keyboard(save);
  await user.click(await screen.findByRole("button", { name: "OK" }));
  await waitFor(() => {
    expect(desk.asked("issue_token")).toHaveLength(1);
  });
  expect((desk.asked("issue_token")[0] as TokenDraft).allowIps).toEqual(["10.1.0.0/16"]);
});

test("the summary follows each keystroke", async () => {
  const { user } = await open();
  await user.click(screen.getByRole("checkbox", { name: /tokens:read/ }));
  expect(await screen.findByText("use tokens:read")).toBeVisible();
  await user.type(screen.getByRole("textbox", { name: "Request limit" }), "10");
  expect(await screen.findByText("with 10 requests in total")).toBeVisible();
  await user.keyboard("0");
  expect(await screen.findByText("with 100 requests in total")).toBeVisible();
  await user.type(screen.getByRole("textbox", { name: "Allow IP" }), "10.0.0.0/8");
  expect(await screen.findByText("from 10.0.0.0/8")).toBeVisible();
  await user.click(screen.getByRole("checkbox", { name: "Clusters" }));
  expect(await screen.findByText("use tokens:read, clusters:read, and clusters:write")).toBeVisible();
});

test("a rate is optional; a burst alone asks for it, and both go to Rust as typed", async () => {
  const { user, desk } = await open();
  await user.keyboard("billing-ci");
  await user.click(screen.getByRole("checkbox", { name: /tokens:read/ }));
  await user.type(screen.getByRole("textbox", { name: "at once" }), "20");
  await user.keyboard(save);
  expect(await screen.findByText("Enter a rate, or clear “at once”.")).toBeVisible();
  await waitFor(() => {
    expect(screen.getByRole("textbox", { name: "Rate" })).toHaveFocus();
  });
  await user.keyboard("100");
  expect(await screen.findByText("no faster than 100 a minute, 20 at once")).toBeVisible();
  await user.keyboard(save);
  await user.click(await screen.findByRole("button", { name: "OK" }));
  await waitFor(() => {
    expect(desk.asked("issue_token")[0]).toMatchObject({ rate: "100", rateWindow: "minute", burst: "20" });
  });
});

test("what was typed survives Esc and can be started over", async () => {
  const { user, desk } = await open();
  await user.keyboard("half-done");
  await user.type(screen.getByRole("textbox", { name: "Block IP" }), "300.1.1 ");
  await user.keyboard("{Escape}");
  await waitFor(() => {
    expect(screen.queryByRole("dialog")).toBeNull();
  });
  await user.click(screen.getByText("Issue"));
  await waitFor(() => {
    expect(nameInput()).toHaveValue("half-done");
  });
  expect(screen.getByText("300.1.1")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Start over" }));
  expect(nameInput()).toHaveValue("");
  expect(nameInput()).toHaveFocus();
  expect(screen.queryByText("300.1.1")).toBeNull();
  await waitFor(() => {
    expect(desk.asked("discard_issue_draft")).not.toEqual([]);
  });
});

test("after issuing nothing is kept of the form", async () => {
  const { user, desk, onIssued } = await open();
  await user.keyboard("billing-ci");
  await user.click(screen.getByRole("checkbox", { name: /tokens:read/ }));
  await user.keyboard(save);
  await user.click(await screen.findByRole("button", { name: "OK" }));
  await waitFor(() => {
    expect(onIssued).toHaveBeenCalled();
  });
  expect(await desk.invoke("load_issue_draft", null)).toBeNull();
  await user.click(screen.getByText("Issue"));
  await waitFor(() => {
    expect(nameInput()).toHaveValue("");
  });
});

test("Esc in the open calendar closes the calendar and not the form", async () => {
  const { user } = await open();
  await user.click(screen.getByRole("radio", { name: "Date" }));
  await user.click(screen.getByRole("button", { name: /Open the calendar/ }));
  expect(await screen.findByRole("dialog", { name: /Calendar/ })).toBeVisible();
  await user.keyboard("{Escape}");
  await waitFor(() => {
    expect(screen.queryByRole("dialog", { name: /Calendar/ })).toBeNull();
  });
  expect(screen.getByRole("dialog", { name: "Issue token" })).toBeVisible();
});

test("a typed date is shown with its exact moment here and in UTC", async () => {
  const { user, desk } = await open();
  await user.click(screen.getByRole("radio", { name: "Date and time" }));
  const [month] = screen.getAllByRole("spinbutton");
  await user.click(month ?? document.body);
  await user.keyboard("013120991830");
  await waitFor(() => {
    expect((desk.asked("review_issue").at(-1) as TokenDraft).expiry).toEqual({
      kind: "moment",
      moment: "2099-01-31T18:30",
    });
  });
  expect(await screen.findByText("Feb 1, 2099, 03:30 (Asia/Seoul)")).toBeVisible();
  expect(screen.getByText("Jan 31, 2099, 18:30 UTC")).toBeVisible();
});

test("a full disk loses nothing: the question stays, says why, and OK tries again", async () => {
  const { user, desk, onIssued } = await open();
  desk.refuseNext("issue_token", { code: "store_full" });
  await user.keyboard("billing-ci");
  await user.click(screen.getByRole("checkbox", { name: /tokens:read/ }));
  await user.keyboard(save);
  await user.click(await screen.findByRole("button", { name: "OK" }));
  expect(await screen.findByText(/The disk is full/)).toBeVisible();
  expect(onIssued).not.toHaveBeenCalled();
  await user.click(screen.getByRole("button", { name: "OK" }));
  await waitFor(() => {
    expect(onIssued).toHaveBeenCalledOnce();
  });
});

test("a scope that vanished meanwhile brings the form back with the error at its field", async () => {
  const { user, desk } = await open();
  const errors = [
    {
      field: "scopes" as const,
      index: null,
      problem: { code: "unknown_scope" as const, name: "tokens:read" },
    },
  ];
  desk.refuseNext("issue_token", { code: "invalid", errors });
  await user.keyboard("billing-ci");
  await user.click(screen.getByRole("checkbox", { name: /tokens:read/ }));
  await user.keyboard(save);
  await user.click(await screen.findByRole("button", { name: "OK" }));
  expect(await screen.findByText("Some fields are not right yet.")).toBeVisible();
  expect(screen.queryByRole("alertdialog")).toBeNull();
  expect(nameInput()).toHaveValue("billing-ci");
});

test("without a keyring the form says so and offers a passphrase or showing the key once", async () => {
  const { user } = await open(
    new FakeDesk({ tokens: [], vault: { state: "needs_passphrase", keyring: "absent" } }),
  );
  expect(screen.getByText("This machine has no keyring service.")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Show once" }));
  expect(screen.getByRole("radio", { name: /Show once/ })).toBeChecked();
  expect(screen.queryByText("This machine has no keyring service.")).toBeNull();
});

test("a locked vault asks for its passphrase and issues then", async () => {
  const vault = {
    state: "locked" as const,
    reason: { kind: "by_hand" as const },
    hasPassphrase: true,
    hasRecovery: false,
    hasKeyring: false,
  };
  const { user, onIssued } = await open(new FakeDesk({ tokens: [], vault, passphrase: "correct horse" }));
  await user.keyboard("billing-ci");
  await user.click(screen.getByRole("checkbox", { name: /tokens:read/ }));
  await user.keyboard(save);
  await user.click(await screen.findByRole("button", { name: "OK" }));
  await screen.findByRole("dialog", { name: "Unlock the vault" });
  await user.keyboard("correct horse{Enter}");
  await waitFor(() => {
    expect(onIssued).toHaveBeenCalledOnce();
  });
});

test("the key's visibility starts as the settings say", async () => {
  await open(new FakeDesk({ tokens: [], settings: { defaultVisibility: "show_once" } }));
  expect(screen.getByRole("radio", { name: /Show once/ })).toBeChecked();
});

test("axe finds nothing in the form, also with errors", async () => {
  const { user } = await open();
  await user.type(screen.getByRole("textbox", { name: "Block IP" }), "300.1.1 10.0.0.1 ");
  await user.click(screen.getByRole("radio", { name: "Date" }));
  await user.click(screen.getByRole("button", { name: /^Save/ }));
  await screen.findByText("Enter a name.");
  // Colours need a browser; the end-to-end tests look at them.
  const { violations } = await axe.run(screen.getByRole("dialog", { name: "Issue token" }), {
    rules: { "color-contrast": { enabled: false } },
  });
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
});

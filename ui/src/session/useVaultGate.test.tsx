import { screen, waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { Button } from "../components/Button";
import { command } from "../ipc/command";
import type { FakeDeskOptions } from "../ipc/fake/fakeDesk";
import { axeFindings } from "../testing/axe";
import { renderWithDesk } from "../testing/renderWithDesk";
import { dismissed, useVaultGate } from "./useVaultGate";

function Copier({ onAnswer }: { onAnswer: (answer: unknown) => void }) {
  const gate = useVaultGate();
  return (
    <Button onPress={() => void gate(() => command("copy_token_key", { id: 1 })).then(onAnswer)}>Copy</Button>
  );
}

const lockedByHand: FakeDeskOptions = {
  vault: {
    state: "locked",
    reason: { kind: "by_hand" },
    hasPassphrase: true,
    hasRecovery: false,
    hasKeyring: false,
  },
  passphrase: "correct horse",
};

test("a locked vault asks for its passphrase, then the copy goes through", async () => {
  const answer = vi.fn();
  const { desk, user } = await renderWithDesk(<Copier onAnswer={answer} />, lockedByHand);
  await user.click(screen.getByRole("button", { name: "Copy" }));
  await user.type(await screen.findByLabelText("Passphrase"), "correct horse{Enter}");
  await waitFor(() => {
    expect(answer).toHaveBeenCalledOnce();
  });
  expect(answer).not.toHaveBeenCalledWith(dismissed);
  expect(desk.clipboard).toBe(desk.tokens[0]?.key);
  expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
});

test("a wrong passphrase is said at its field and can be typed again", async () => {
  const { user } = await renderWithDesk(<Copier onAnswer={() => undefined} />, lockedByHand);
  await user.click(screen.getByRole("button", { name: "Copy" }));
  const field = await screen.findByLabelText("Passphrase");
  await user.type(field, "wrong{Enter}");
  await waitFor(() => {
    expect(field).toHaveAccessibleDescription(/not the right one/);
  });
  expect(field).toBeInvalid();
  expect(await axeFindings()).toEqual([]);
});

test("closing the dialog leaves the clipboard alone", async () => {
  const answer = vi.fn();
  const { desk, user } = await renderWithDesk(<Copier onAnswer={answer} />, lockedByHand);
  await user.click(screen.getByRole("button", { name: "Copy" }));
  await user.click(await screen.findByRole("button", { name: "Cancel" }));
  await waitFor(() => {
    expect(answer).toHaveBeenCalledWith(dismissed);
  });
  expect(desk.clipboard).toBeNull();
});

test("without a keyring a passphrase is set first; both fields show what Rust says", async () => {
  const answer = vi.fn();
  const { desk, user } = await renderWithDesk(<Copier onAnswer={answer} />, {
    vault: { state: "needs_passphrase", keyring: "absent" },
  });
  await user.click(screen.getByRole("button", { name: "Copy" }));
  expect(await screen.findByText("This machine has no keyring service.")).toBeVisible();
  const [first, again] = [screen.getByLabelText("Passphrase"), screen.getByLabelText("Passphrase again")];
  await user.type(first, "short{Enter}");
  await waitFor(() => {
    expect(first).toHaveAccessibleDescription(/8 is the least/);
  });
  await user.clear(first);
  await user.type(first, "correct horse");
  await user.type(again, "correct house{Enter}");
  await waitFor(() => {
    expect(again).toHaveAccessibleDescription(/not the same/);
  });
  await user.clear(again);
  await user.type(again, "correct horse{Enter}");
  await waitFor(() => {
    expect(answer).toHaveBeenCalledOnce();
  });
  expect(desk.vault).toEqual({ state: "unlocked", by: "passphrase" });
});

test("a keyring without the entry says so and offers to look again", async () => {
  const { desk, user } = await renderWithDesk(<Copier onAnswer={() => undefined} />, {
    vault: {
      state: "locked",
      reason: { kind: "keyring", problem: "empty" },
      hasPassphrase: false,
      hasRecovery: false,
      hasKeyring: true,
    },
  });
  await user.click(screen.getByRole("button", { name: "Copy" }));
  expect(await screen.findByText("The keyring has no entry for this data file.")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Try the keyring again" }));
  await waitFor(() => {
    expect(desk.asked("retry_keyring")).toHaveLength(1);
  });
});

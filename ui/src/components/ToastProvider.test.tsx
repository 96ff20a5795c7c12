import { screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { renderWithDesk } from "../testing/renderWithDesk";
import { Button } from "./Button";
import { useToasts } from "./ToastContext";

function Sayer({ onUndo }: { onUndo: () => void }) {
  const toasts = useToasts();
  return (
    <Button
      onPress={() => {
        toasts.show({
          tone: "success",
          title: "Moved to trash",
          action: { label: "Undo", onAction: onUndo },
        });
      }}
    >
      Say
    </Button>
  );
}

test("a toast offers its action once and goes away with it", async () => {
  const onUndo = vi.fn();
  const { user } = await renderWithDesk(<Sayer onUndo={onUndo} />);
  await user.click(screen.getByRole("button", { name: "Say" }));
  await user.click(screen.getByRole("button", { name: /Undo/ }));
  expect(onUndo).toHaveBeenCalledOnce();
  expect(screen.queryByText("Moved to trash")).not.toBeInTheDocument();
});

test("a toast can be dismissed", async () => {
  const { user } = await renderWithDesk(<Sayer onUndo={() => undefined} />);
  await user.click(screen.getByRole("button", { name: "Say" }));
  await user.click(screen.getByRole("button", { name: "Dismiss" }));
  expect(screen.queryByText("Moved to trash")).not.toBeInTheDocument();
});

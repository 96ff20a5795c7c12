import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import { Button } from "./Button";

test("a button whose work is under way keeps the focus, and neither acts nor sends its form", async () => {
  const user = userEvent.setup();
  const [onPress, onSubmit] = [vi.fn(), vi.fn()];
  const form = (isPending: boolean) => (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <Button type="submit" isPending={isPending} onPress={onPress}>
        Save
      </Button>
    </form>
  );
  const { rerender } = render(form(false));
  const button = screen.getByRole("button", { name: "Save" });
  await user.click(button);
  expect([onPress, onSubmit].map((calls) => calls.mock.calls.length)).toEqual([1, 1]);
  rerender(form(true));
  expect(button).toHaveFocus();
  expect(button).toHaveAttribute("aria-disabled", "true");
  await user.click(button);
  await user.keyboard("{Enter} ");
  expect([onPress, onSubmit].map((calls) => calls.mock.calls.length)).toEqual([1, 1]);
});

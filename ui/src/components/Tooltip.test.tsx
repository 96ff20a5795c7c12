import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import { IconButton } from "./IconButton";

const icons = (onEscape: () => void) => (
  // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- as a dialog hears of it
  <div
    onKeyDown={(event) => {
      if (event.key === "Escape") onEscape();
    }}
  >
    <IconButton label="Copy key" icon={null} shortcut=" C" />
    <IconButton label="Hide key" icon={null} />
  </div>
);

test("an icon says what it is for as soon as the keyboard is at it, and until it is left", async () => {
  const user = userEvent.setup();
  render(icons(vi.fn()));
  expect(screen.queryByRole("tooltip")).toBeNull();
  await user.tab();
  expect(await screen.findByRole("tooltip")).toHaveTextContent("Copy key C");
  expect(screen.getByRole("button", { name: "Copy key" })).toHaveAccessibleDescription("Copy key C");
  await user.tab();
  await waitFor(() => {
    expect(screen.queryByText("Copy key C")).toBeNull();
  });
  expect(screen.getByRole("button", { name: "Copy key" })).not.toHaveAccessibleDescription();
});

test("Esc takes the tooltip away before it does anything else", async () => {
  const user = userEvent.setup();
  const onEscape = vi.fn();
  render(icons(onEscape));
  await user.tab();
  await screen.findByRole("tooltip");
  await user.keyboard("{Escape}");
  await waitFor(() => {
    expect(screen.queryByRole("tooltip")).toBeNull();
  });
  expect(onEscape).not.toHaveBeenCalled();
  await user.keyboard("{Escape}");
  expect(onEscape).toHaveBeenCalledOnce();
});

test("a press takes the tooltip away", async () => {
  const user = userEvent.setup();
  render(icons(vi.fn()));
  await user.tab();
  await screen.findByRole("tooltip");
  await user.keyboard("{Enter}");
  await waitFor(() => {
    expect(screen.queryByRole("tooltip")).toBeNull();
  });
});

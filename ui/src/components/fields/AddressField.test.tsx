import { fireEvent, screen, within } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";

import type { AddressReading } from "../../ipc/generated/AddressReading";
import { renderWithDesk } from "../../testing/renderWithDesk";
import { type AddressEntries, noAddresses } from "./addressEntries";
import { AddressField } from "./AddressField";

/** The field with a desk that knows one wrong address. */
function Form({ start = noAddresses }: { start?: AddressEntries }) {
  const [value, setValue] = useState(start);
  const readings = value.entries.map((raw): AddressReading =>
    raw === "300.1.1"
      ? { raw, canonical: null, problem: { code: "malformed" }, note: null }
      : { raw, canonical: raw, problem: null, note: null },
  );
  return <AddressField list="allow" value={value} onChange={setValue} readings={readings} errors={[]} />;
}

const input = () => screen.getByRole<HTMLInputElement>("textbox", { name: "Allow IP" });
const chips = () => screen.queryAllByRole("row").map((row) => row.textContent);
const many = (count: number) => Array.from({ length: count }, (_, index) => `10.0.0.${index}`);

test("Enter, a comma, a space and leaving the field finish an entry", async () => {
  const { user } = await renderWithDesk(<Form />);
  await user.type(input(), "10.0.0.1{Enter}10.0.0.2,10.0.0.3 10.0.0.4");
  expect(chips()).toEqual(["10.0.0.1", "10.0.0.2", "10.0.0.3"]);
  expect(input()).toHaveValue("10.0.0.4");
  await user.tab();
  expect(chips()).toHaveLength(4);
});

test("the Enter that commits Hangul or Pinyin finishes nothing", async () => {
  const { user } = await renderWithDesk(<Form />);
  await user.type(input(), "10.0.0.1");
  fireEvent.keyDown(input(), { key: "Enter", isComposing: true });
  // WebKit: composition has just ended, only the key code tells.
  fireEvent.keyDown(input(), { key: "Enter", keyCode: 229 });
  expect(chips()).toEqual([]);
  expect(input()).toHaveValue("10.0.0.1");
  await user.keyboard("{Enter}");
  expect(chips()).toEqual(["10.0.0.1"]);
});

test("a space while an input method composes finishes nothing", async () => {
  await renderWithDesk(<Form />);
  fireEvent.compositionStart(input());
  fireEvent.change(input(), { target: { value: "ni hao" } });
  expect(chips()).toEqual([]);
  expect(input()).toHaveValue("ni hao");
  fireEvent.compositionEnd(input());
  expect(chips()).toEqual(["ni"]);
  expect(input()).toHaveValue("hao");
});

test("pasting many lines makes an entry of each", async () => {
  const { user } = await renderWithDesk(<Form />);
  await user.click(input());
  await user.paste("10.0.0.0/8\r\n\r\n192.168.0.1, 2001:db8::/32\n");
  expect(chips()).toEqual(["10.0.0.0/8", "192.168.0.1", "2001:db8::/32"]);
  expect(input()).toHaveValue("");
});

test("pasting one address leaves it in the input to be looked at", async () => {
  const { user } = await renderWithDesk(<Form />);
  await user.click(input());
  await user.paste("10.0.0.1");
  expect(chips()).toEqual([]);
  expect(input()).toHaveValue("10.0.0.1");
});

test("a wrong entry stays with its reason and goes back to the input on Enter", async () => {
  const { user } = await renderWithDesk(<Form />);
  await user.type(input(), "300.1.1 10.0.0.1 ");
  expect(chips()).toEqual(["300.1.1", "10.0.0.1"]);
  expect(screen.getByText(/“300.1.1” is not an IP address/)).toBeVisible();
  await user.keyboard("{ArrowLeft}{ArrowLeft}{Enter}");
  expect(input()).toHaveFocus();
  expect(input()).toHaveValue("300.1.1");
  expect(chips()).toEqual(["10.0.0.1"]);
});

test("a wrong entry goes back to the input by a click", async () => {
  const { user } = await renderWithDesk(<Form />);
  await user.type(input(), "300.1.1 ");
  await user.click(screen.getByText("300.1.1"));
  expect(input()).toHaveValue("300.1.1");
  expect(chips()).toEqual([]);
});

test("Backspace in the empty input selects the last entry first and removes it then", async () => {
  const { user } = await renderWithDesk(<Form start={{ entries: ["10.0.0.1", "10.0.0.2"], pending: "" }} />);
  await user.click(input());
  await user.keyboard("{Backspace}");
  expect(chips()).toHaveLength(2);
  expect(screen.getAllByRole("row")[1]).toHaveFocus();
  await user.keyboard("{Backspace}");
  expect(chips()).toEqual(["10.0.0.1"]);
  expect(input()).toHaveFocus();
});

test("Backspace in a filled input only deletes text", async () => {
  const { user } = await renderWithDesk(<Form start={{ entries: ["10.0.0.1"], pending: "1" }} />);
  await user.click(input());
  await user.keyboard("{Backspace}");
  expect(input()).toHaveFocus();
  expect(chips()).toEqual(["10.0.0.1"]);
});

test("an entry is removed by its cross", async () => {
  const { user } = await renderWithDesk(<Form start={{ entries: ["10.0.0.1", "10.0.0.2"], pending: "" }} />);
  const first = screen.getAllByRole("row")[0];
  await user.click(within(first ?? document.body).getByRole("button", { name: /Remove 10.0.0.1/ }));
  expect(chips()).toEqual(["10.0.0.2"]);
});

test("hundreds of entries are counted, removed at once, and brought back", async () => {
  const { user, container } = await renderWithDesk(<Form start={{ entries: many(250), pending: "" }} />);
  const drawn = () => container.querySelectorAll("[role=row]").length;
  expect(drawn()).toBe(250);
  expect(screen.getByText("250 entries")).toBeVisible();
  await user.click(screen.getByText("Remove all"));
  expect(drawn()).toBe(0);
  await user.click(screen.getByText("Undo"));
  expect(drawn()).toBe(250);
});

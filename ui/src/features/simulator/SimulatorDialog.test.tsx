import { screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { FakeDesk } from "../../ipc/fake/fakeDesk";
import { sampleTokens } from "../../ipc/fake/sampleTokens";
import { axeFindings } from "../../testing/axe";
import { renderWithDesk } from "../../testing/renderWithDesk";
import { SimulatorDialog } from "./SimulatorDialog";

/** The token 1 is allowed from 10.0.0.0/8 but not from 10.0.9.9, and restricted to some models. */
async function openDialog(desk = new FakeDesk({ timeZone: "UTC" })) {
  const onClose = vi.fn();
  const view = await renderWithDesk(<SimulatorDialog id={1} onClose={onClose} />, desk);
  await screen.findByRole("list", { name: "Rules in the order of the decision" });
  return { ...view, onClose };
}

const rules = () => within(screen.getByRole("list", { name: "Rules in the order of the decision" }));
const field = (name: string) => screen.getByRole("textbox", { name });

test("every rule is said in its order, and a request that passes is said to pass", async () => {
  const { user } = await openDialog();
  await user.type(field("Client address"), "10.0.0.7");
  expect(await screen.findByText(/restricted to some models, and the request names none/)).toBeVisible();
  await user.type(field("Model"), "gpt-4o");
  expect(await screen.findByText("This request would pass.")).toBeInTheDocument();
  expect(rules().getAllByRole("listitem")).toHaveLength(13);
  expect(rules().getAllByRole("img", { name: "Passed" })).toHaveLength(13);
  expect(screen.queryByText("Decides")).not.toBeInTheDocument();
  expect(await axeFindings()).toEqual([]);
});

test("the first refusal decides; the answer to the outside does not tell the lists", async () => {
  const { user } = await openDialog();
  await user.type(field("Client address"), "10.0.9.9");
  const deciding = (await screen.findByText("The block list names the address.")).closest("li");
  expect(deciding).toHaveTextContent("Decides");
  expect(deciding).toHaveTextContent("ip_blocked");
  const answer = within(screen.getByRole("status"));
  expect(answer.getByText("403 Forbidden")).toBeInTheDocument();
  expect(answer.getByText("ip_blocked")).toBeInTheDocument();
  expect(await axeFindings()).toEqual([]);
});

test("later refusals are said too, but only the first one decides", async () => {
  const { user } = await openDialog();
  await user.clear(field("Path"));
  await user.type(field("Path"), "/a//b");
  await screen.findByText("400 Bad Request");
  expect(rules().getAllByRole("img", { name: "Refused" })).toHaveLength(3);
  expect(screen.getAllByText("Decides")).toHaveLength(1);
  expect(screen.getByText("Decides").closest("li")).toHaveTextContent("two slashes in a row");
});

test("an address that is none is marked, and nothing is said of the request", async () => {
  const { user } = await openDialog();
  await user.type(field("Client address"), "10.0.0.0/8");
  await waitFor(() => {
    expect(field("Client address")).toHaveAccessibleDescription(
      /is a range; a request comes from one address/,
    );
  });
  expect(screen.queryByRole("status")).not.toBeInTheDocument();
  expect(screen.getByText("Correct the marked fields to see the answer.")).toBeInTheDocument();
});

test("what is typed fast is asked once", async () => {
  const { desk, user } = await openDialog();
  const before = desk.asked("explain_request").length;
  await user.type(field("Host"), "api.example.com");
  await waitFor(() => {
    expect(desk.asked("explain_request").at(-1)).toMatchObject({ host: "api.example.com" });
  });
  expect(desk.asked("explain_request").length - before).toBeLessThan(8);
});

test("a token that is revoked meanwhile is judged anew", async () => {
  const tokens = sampleTokens(3, Date.now());
  const { desk, user } = await openDialog(new FakeDesk({ tokens }));
  await user.type(field("Client address"), "10.0.0.7");
  await user.type(field("Model"), "gpt-4o");
  await screen.findByText("This request would pass.");
  for (const token of desk.tokens) token.revoked = { atMs: Date.now(), reason: "leaked" };
  desk.emit("tokens-changed", null);
  expect(await screen.findByText("The token is revoked.")).toBeInTheDocument();
  expect(screen.getByText("401 Unauthorized")).toBeInTheDocument();
});

test("another moment can be asked for", async () => {
  const { desk, user } = await openDialog();
  await user.click(screen.getByRole("radio", { name: "Date and time" }));
  expect(await screen.findByText("Choose a date.")).toBeInTheDocument();
  const [month] = screen.getAllByRole("spinbutton");
  await user.click(month ?? document.body);
  await user.keyboard("013120991830");
  await waitFor(() => {
    expect(desk.asked("explain_request").at(-1)).toMatchObject({ at: "2099-01-31T18:30" });
  });
});

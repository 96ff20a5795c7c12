import { screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { FakeDesk } from "../../ipc/fake/fakeDesk";
import type { Decision } from "../../ipc/generated/Decision";
import { axeFindings } from "../../testing/axe";
import { renderWithDesk } from "../../testing/renderWithDesk";
import { VerifierPage } from "./VerifierPage";

const refused: Decision = {
  atMs: Date.UTC(2027, 0, 31, 14, 3, 22),
  token: { id: 3, name: "billing-ci" },
  address: "10.0.0.7",
  method: "GET",
  path: "/v1/clusters",
  refusal: "ip_blocked",
};
const allowed: Decision = { ...refused, refusal: null };
const stranger: Decision = { ...refused, token: null, address: null, refusal: "unknown_key" };

async function openPage(prepare: (desk: FakeDesk) => void = () => undefined) {
  const desk = new FakeDesk();
  prepare(desk);
  const calls = { onOpenToken: vi.fn(), onGateways: vi.fn() };
  const view = await renderWithDesk(<VerifierPage {...calls} />, desk);
  await screen.findByRole("heading", { name: "Verifier" });
  return { ...view, ...calls, desk };
}

const enforceSwitch = () => screen.getByRole("switch", { name: "Enforce on this machine" });
const address = () => screen.getByRole("textbox", { name: "Address" });

test("it is off at first, says what it is for, and is switched on with one press", async () => {
  const { desk, user } = await openPage();
  expect(screen.getByText("Tokens are not enforced by this console")).toBeInTheDocument();
  expect(await axeFindings()).toEqual([]);
  await user.click(enforceSwitch());
  expect(await screen.findByText("Enforcing")).toBeInTheDocument();
  expect(enforceSwitch()).toBeChecked();
  expect(desk.asked("enforce")).toEqual([{ isOn: true, place: "127.0.0.1:9180" }]);
  expect(await screen.findByText("No requests yet")).toBeInTheDocument();
  expect(await axeFindings()).toEqual([]);
  await user.click(enforceSwitch());
  expect(await screen.findByText("Switched off")).toBeInTheDocument();
});

test("figures and decisions are shown as they come, each decision with its reason", async () => {
  const { desk, user, onOpenToken } = await openPage(({ enforcement }) => {
    enforcement.isOn = true;
    enforcement.figures = { ...enforcement.figures, allowed: 1234, allowedPerSecond: 3.14, lagMs: 12 };
    enforcement.decisions = [allowed];
  });
  expect(await screen.findByText("1,234")).toBeInTheDocument();
  expect(screen.getByText("3.1 per second")).toBeInTheDocument();
  expect(screen.getByText("12 ms")).toBeInTheDocument();
  expect(await screen.findByRole("cell", { name: "Allowed" })).toBeInTheDocument();
  desk.enforcement.decisions = [stranger, refused, allowed];
  desk.enforcement.figures = { ...desk.enforcement.figures, refused: 2 };
  expect(await screen.findByRole("cell", { name: "Unknown key" })).toBeInTheDocument();
  expect(await axeFindings()).toEqual([]);
  const [, , row] = screen.getAllByRole("row");
  if (!row) throw new Error("no row");
  const cells = within(row).getAllByRole("cell");
  expect(cells.map((cell) => cell.textContent)).toEqual([
    "23:03:22",
    "Address blocked",
    "billing-ci",
    "10.0.0.7",
    "GET /v1/clusters",
  ]);
  await user.click(within(row).getByRole("button", { name: "billing-ci" }));
  expect(onOpenToken).toHaveBeenCalledWith(3);
  await waitFor(() => {
    expect(screen.getByText("Refused").nextElementSibling).toHaveTextContent("2");
  });
});

test("an address that other machines reach is refused with its reason, and nothing changes", async () => {
  const { desk, user } = await openPage();
  await user.clear(address());
  await user.type(address(), "0.0.0.0:9180{Enter}");
  await waitFor(() => {
    expect(address()).toHaveAccessibleDescription(/Only addresses of this machine alone/);
  });
  expect(desk.enforcement.place).toBe("127.0.0.1:9180");
  await user.clear(address());
  await user.type(address(), "127.0.0.1:9999");
  expect(address()).not.toHaveAccessibleDescription(/Only addresses/);
  await user.click(screen.getByRole("button", { name: "Change" }));
  await waitFor(() => {
    expect(desk.enforcement.place).toBe("127.0.0.1:9999");
  });
  expect(desk.enforcement.isOn).toBe(false);
});

test("a taken address is said, and one press goes to a free one", async () => {
  const { desk, user } = await openPage(({ enforcement }) => {
    enforcement.taken.add("127.0.0.1:9180");
  });
  await user.click(enforceSwitch());
  expect(await screen.findByText("Another program listens on 127.0.0.1:9180.")).toBeInTheDocument();
  expect(await axeFindings()).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Use 127.0.0.1:9181" }));
  expect(await screen.findByText("Enforcing")).toBeInTheDocument();
  expect(desk.enforcement.place).toBe("127.0.0.1:9181");
  expect(address()).toHaveValue("127.0.0.1:9181");
});

test("another verifier with the same data is said, and can be waited for", async () => {
  const { desk, user } = await openPage(({ enforcement }) => {
    enforcement.isOn = true;
    enforcement.problem = { code: "in_use" };
  });
  expect(await screen.findByText("Another verifier already enforces these tokens.")).toBeInTheDocument();
  desk.enforcement.problem = null;
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByText("Enforcing")).toBeInTheDocument();
});

test("counting that fails is told, with what the system says", async () => {
  const { desk } = await openPage(({ enforcement }) => {
    enforcement.isOn = true;
    enforcement.figures = { ...enforcement.figures, isCounting: false, storeProblem: "the disk is full" };
  });
  expect(await screen.findByText("Requests can't be counted.")).toBeInTheDocument();
  expect(screen.getByText("the disk is full")).toBeInTheDocument();
  desk.enforcement.figures = { ...desk.enforcement.figures, isCounting: true };
  expect(await screen.findByText("The data file can't be followed.")).toBeInTheDocument();
});

test("a choice that can't be kept is said, and the switch shows what holds", async () => {
  const { desk, user } = await openPage();
  desk.refuseNext("enforce", { code: "store_full" });
  await user.click(enforceSwitch());
  expect(await screen.findByRole("alert")).toHaveTextContent(/full/);
  expect(enforceSwitch()).not.toBeChecked();
});

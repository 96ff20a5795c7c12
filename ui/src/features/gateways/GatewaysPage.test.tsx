import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import type { FakeDeskOptions } from "../../ipc/fake/fakeDesk";
import { axeFindings } from "../../testing/axe";
import { renderWithDesk } from "../../testing/renderWithDesk";
import { GatewaysPage } from "./GatewaysPage";

const SECRET = "0123456789abcdefghijABCDEFGHIJ-_";

async function openPage(options: FakeDeskOptions = {}) {
  const view = await renderWithDesk(<GatewaysPage />, options);
  await screen.findByRole("heading", { name: "No configuration yet" });
  return view;
}

const backend = () => screen.getByRole("textbox", { name: "Backend" });
const file = (name: string) => screen.findByRole<HTMLTextAreaElement>("textbox", { name });

test("a configuration appears as soon as the form is complete, and can be copied", async () => {
  const { desk, user } = await openPage();
  await user.type(backend(), "api:3000");
  expect((await file("tokendesk.conf")).value).toContain("# Tokendesk in front of api:3000");
  expect(await axeFindings()).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Copy" }));
  expect(await screen.findByText("tokendesk.conf copied")).toBeInTheDocument();
  expect(desk.clipboard).toContain("api:3000");
  expect(screen.queryByText(/clipboard is cleared/)).not.toBeInTheDocument();
});

test("a field says what is wrong after it was left, not while one types", async () => {
  const { user } = await openPage();
  await user.type(backend(), "api");
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(backend()).not.toHaveAccessibleDescription(/Write it as host and port/);
  await user.tab();
  await waitFor(() => {
    expect(backend()).toHaveAccessibleDescription(/Write it as host and port/);
  });
  expect(screen.getByRole("heading", { name: "No configuration yet" })).toBeInTheDocument();
});

test("a secret is hidden in what is shown, and a copy with it is cleared after its time", async () => {
  const { user } = await openPage();
  await user.type(backend(), "api:3000");
  await user.type(screen.getByLabelText("Gateway secret"), SECRET);
  await waitFor(async () => {
    expect((await file("tokendesk.conf")).value).toContain("secret ••••");
  });
  expect(document.body.textContent).not.toContain(SECRET);
  await user.click(screen.getByRole("button", { name: "Copy" }));
  expect(await screen.findByText(/The clipboard is cleared in \d+ s/)).toBeInTheDocument();
});

test("a short secret is refused with its length", async () => {
  const { user } = await openPage();
  await user.type(backend(), "api:3000");
  await user.type(screen.getByLabelText("Gateway secret"), "short");
  await user.tab();
  await waitFor(() => {
    expect(screen.getByLabelText("Gateway secret")).toHaveAccessibleDescription(/5 characters; 32 to 256/);
  });
});

test("a gateway that needs two files shows both and saves the one that is open", async () => {
  const { desk, user } = await openPage();
  await user.type(backend(), "api:3000");
  await user.click(screen.getByRole("radio", { name: "HAProxy" }));
  await user.click(await screen.findByRole("tab", { name: "tokendesk.lua" }));
  await file("tokendesk.lua");
  expect(screen.getByText(/start it there: haproxy -f haproxy.cfg/)).toBeInTheDocument();
  expect(await axeFindings()).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Save…" }));
  expect(await screen.findByText("/home/anna/tokendesk.lua")).toBeInTheDocument();
  expect(desk.saved).toEqual(["tokendesk.lua"]);
});

test("Envoy can ask over gRPC", async () => {
  const { desk, user } = await openPage();
  await user.type(backend(), "api:3000");
  await user.click(screen.getByRole("radio", { name: "Envoy" }));
  await user.click(screen.getByRole("radio", { name: "gRPC" }));
  await waitFor(() => {
    expect(desk.asked("review_gateway").at(-1)).toMatchObject({ gateway: "envoy_grpc" });
  });
  expect(screen.getByRole("radio", { name: "Envoy" })).toBeChecked();
});

test("a file that could not be written is said, with the reason", async () => {
  const { desk, user } = await openPage();
  await user.type(backend(), "api:3000");
  await file("tokendesk.conf");
  desk.refuseNext("save_gateway_file", { code: "file_not_written", detail: "/etc/x: Permission denied" });
  await user.click(screen.getByRole("button", { name: "Save…" }));
  expect(await screen.findByText("The file could not be written.")).toBeInTheDocument();
  expect(screen.getByText("/etc/x: Permission denied")).toBeInTheDocument();
});

test("a test of the gateway says in each step what it found, and can be made again", async () => {
  const { desk, user } = await openPage();
  await user.type(backend(), "api:3000");
  await user.click(screen.getByRole("button", { name: "Test…" }));
  const dialog = await screen.findByRole("dialog", { name: "Test the gateway" });
  expect(within(dialog).getByRole("textbox", { name: "Gateway address" })).toHaveValue("127.0.0.1:8080");
  expect(await axeFindings()).toEqual([]);
  desk.gatewayMistakes["without_key"] = { code: "not_enforced", status: 200 };
  await user.click(within(dialog).getByRole("button", { name: "Run the test" }));
  expect(await within(dialog).findByText("The gateway is not right yet.")).toBeInTheDocument();
  expect(
    within(dialog).getByText("It answers 200 without a key: tokens are not enforced."),
  ).toBeInTheDocument();
  expect(within(dialog).getAllByText("Left out until the mistake above is mended.")).toHaveLength(8);
  expect(await axeFindings()).toEqual([]);
  delete desk.gatewayMistakes["without_key"];
  await user.click(within(dialog).getByRole("button", { name: "Test again" }));
  expect(await within(dialog).findByText("The gateway is right.")).toBeInTheDocument();
  expect(desk.asked("test_gateway").at(-1)).toEqual({
    gateway: "127.0.0.1:8080",
    path: "/",
    backend: "api:3000",
  });
});

test("a test says what is wrong with its own fields", async () => {
  const { user } = await openPage();
  await user.click(screen.getByRole("button", { name: "Test…" }));
  const path = await screen.findByRole("textbox", { name: "Path" });
  await user.clear(path);
  await user.type(path, "v1");
  await user.click(screen.getByRole("button", { name: "Run the test" }));
  await waitFor(() => {
    expect(path).toHaveAccessibleDescription(/begins with \//);
  });
  await user.clear(path);
  await user.type(path, "/v1");
  await user.click(screen.getByRole("button", { name: "Test again" }));
  expect(await screen.findByText("Nothing wrong was found; some steps were left out.")).toBeInTheDocument();
});

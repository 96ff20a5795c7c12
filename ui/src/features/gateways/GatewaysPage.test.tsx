import { screen, waitFor } from "@testing-library/react";
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

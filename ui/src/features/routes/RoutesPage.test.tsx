import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { FakeDesk } from "../../ipc/fake/fakeDesk";
import { axeFindings } from "../../testing/axe";
import { renderWithDesk } from "../../testing/renderWithDesk";
import { RoutesPage } from "./RoutesPage";

async function openPage(desk = new FakeDesk()) {
  const view = await renderWithDesk(<RoutesPage />, desk);
  await screen.findByRole("heading", { name: "Routes" });
  return view;
}

const row = (path: string) => screen.findByRole("row", { name: new RegExp(path.replaceAll(/[{}*]/g, ".")) });

test("routes are listed with what they need and where they come from, and can be searched", async () => {
  const { user } = await openPage();
  const clusters = await row("GET /v1/clusters/{id}".replace("GET ", ""));
  expect(clusters).toHaveTextContent("clusters:read");
  expect(clusters).toHaveTextContent("Fleet");
  expect(await row("/health")).toHaveTextContent("any valid token");
  await user.type(screen.getByRole("searchbox", { name: "Search routes" }), "billing");
  expect(await screen.findByText("1 route")).toBeVisible();
  expect(await axeFindings()).toEqual([]);
});

test("a route is added, and all that is wrong with it is said at its fields", async () => {
  const { user, desk } = await openPage();
  await user.click(screen.getByRole("button", { name: "Add route" }));
  await user.keyboard("x");
  await user.type(screen.getByRole("textbox", { name: "Host" }), "https://a/b");
  await user.keyboard("{Control>}{Enter}{/Control}");
  expect(await screen.findByText("The path must begin with /.")).toBeVisible();
  expect(screen.getByText(/Enter the host alone/)).toBeVisible();
  await user.clear(screen.getByRole("textbox", { name: "Host" }));
  await user.clear(screen.getByRole("textbox", { name: "Path" }));
  await user.type(screen.getByRole("textbox", { name: "Path" }), "/v2/{{id}");
  await user.keyboard("{Control>}{Enter}{/Control}");
  await waitFor(() => {
    expect(screen.queryByRole("dialog")).toBeNull();
  });
  expect(desk.asked("save_route").at(-1)).toMatchObject({
    id: null,
    method: "GET",
    path: "/v2/{id}",
    host: "",
  });
  expect(await row("/v2/{id}")).toBeVisible();
});

test("a route is edited and removed", async () => {
  const { user, desk } = await openPage();
  await user.click(within(await row("/health")).getByRole("button", { name: /^Edit/ }));
  await user.type(screen.getByRole("textbox", { name: "Path" }), "z");
  await user.click(screen.getByRole("button", { name: /Save/ }));
  expect(await row("/healthz")).toBeVisible();
  await user.click(within(await row("/healthz")).getByRole("button", { name: /^Remove/ }));
  await user.click(await screen.findByRole("button", { name: "Remove" }));
  await waitFor(() => {
    expect(desk.routes).toHaveLength(3);
  });
});

test("a request is tried as it is typed, and a path that is refused says why", async () => {
  const { user } = await openPage();
  await row("/health");
  const trial = within(screen.getByRole("region", { name: "Try a request" }));
  await user.type(trial.getByRole("textbox", { name: "Path" }), "/v1/clusters/7");
  expect(await trial.findByText("needs the scope clusters:read")).toBeVisible();
  await user.type(trial.getByRole("textbox", { name: "Path" }), "//x");
  expect(await trial.findByText("The path has two slashes in a row.")).toBeVisible();
});

test("what becomes of requests without a route can be chosen", async () => {
  const { user, desk } = await openPage();
  expect(await screen.findByRole("radio", { name: "are refused" })).toBeChecked();
  await user.click(screen.getByRole("radio", { name: "pass with any valid token" }));
  await waitFor(() => {
    expect(desk.unmatched).toBe("pass");
  });
});

test("without routes the page says what to do", async () => {
  await openPage(new FakeDesk({ routes: [] }));
  expect(await screen.findByText("No routes yet")).toBeVisible();
  expect(screen.queryByRole("table")).toBeNull();
});

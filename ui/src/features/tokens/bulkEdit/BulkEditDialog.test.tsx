import { screen, waitFor, within } from "@testing-library/react";
import { useEffect } from "react";
import { expect, test } from "vitest";

import { FakeDesk } from "../../../ipc/fake/fakeDesk";
import { sampleTokens } from "../../../ipc/fake/sampleTokens";
import { axeFindings } from "../../../testing/axe";
import { renderWithDesk } from "../../../testing/renderWithDesk";
import { useChanges } from "../ChangesContext";
import { ChangesProvider } from "../ChangesProvider";

function Opened({ ids }: { ids: number[] }) {
  const changes = useChanges();
  useEffect(() => {
    changes.edit({ kind: "ids", ids }, ids.length);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once
  }, []);
  return null;
}

/** Three tokens: the last one holds one scope alone, and the first is unlimited. */
async function openDialog() {
  const tokens = sampleTokens(3, Date.now()).map((token, index) => ({
    ...token,
    disabled: false,
    revoked: null,
    row: {
      ...token.row,
      name: `token-${String(index + 1)}`,
      deletedMs: null,
      group: "default",
      limit: index === 0 ? null : { max: 100, window: "day" as const },
      scopes: index === 2 ? ["tokens:read"] : ["tokens:read", "tokens:write"],
    },
  }));
  const desk = new FakeDesk({ tokens });
  const ids = tokens.map((token) => token.row.id);
  const view = await renderWithDesk(
    <ChangesProvider>
      <Opened ids={ids} />
    </ChangesProvider>,
    desk,
  );
  await screen.findByRole("dialog", { name: "Edit 3 tokens" });
  const choose = async (field: string, way: string) => {
    const part = within(screen.getByRole("group", { name: field }));
    await view.user.click(part.getByRole("button"));
    await view.user.click(await screen.findByRole("option", { name: way }));
    return part;
  };
  return { ...view, desk, choose };
}

const preview = () => screen.getByRole("button", { name: "Preview" });

test("nothing is changed before it was looked at, and what was changed is taken back", async () => {
  const { desk, user, choose } = await openDialog();
  expect(preview()).toBeDisabled();
  const group = await choose("Group", "Set to");
  await user.type(group.getByRole("textbox"), "vip");
  expect(await axeFindings()).toEqual([]);
  await user.click(preview());
  expect(await screen.findByText("All 3 will change.")).toBeVisible();
  expect(within(screen.getByRole("list", { name: "What changes" })).getByText("token-1")).toBeVisible();
  expect(await axeFindings()).toEqual([]);
  expect(desk.tokens.map((token) => token.row.group)).toEqual(["default", "default", "default"]);
  await user.click(screen.getByRole("button", { name: "Change 3 tokens" }));
  expect(await screen.findByText("3 tokens edited")).toBeVisible();
  expect(desk.tokens.map((token) => token.row.group)).toEqual(["vip", "vip", "vip"]);
  await user.click(screen.getByRole("button", { name: /Undo/ }));
  await waitFor(() => {
    expect(desk.tokens.map((token) => token.row.group)).toEqual(["default", "default", "default"]);
  });
});

test("a token that must not be changed so is named with the reason and left out", async () => {
  const { desk, user, choose } = await openDialog();
  const range = await choose("Range", "Take away");
  await user.click(await range.findByRole("checkbox", { name: /^tokens:read/ }));
  await user.click(preview());
  expect(await screen.findByText("2 of 3 will change.")).toBeVisible();
  expect(screen.getByText("1 token must not be changed so and is left out.")).toBeVisible();
  expect(screen.getByText(/Range: Choose at least one scope/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Change 2 tokens" }));
  await screen.findByText("2 tokens edited");
  expect(desk.tokens.map((token) => token.row.scopes)).toEqual([
    ["tokens:write"],
    ["tokens:write"],
    ["tokens:read"],
  ]);
});

test("an edit that can't be is refused where it was made, and what was chosen stays", async () => {
  const { desk, user, choose } = await openDialog();
  const expiry = await choose("Expiration date", "Extend by days");
  await user.type(expiry.getByRole("textbox"), "soon");
  await user.click(preview());
  expect(await screen.findByText(/Enter a number from 1 to 3,650/)).toBeVisible();
  expect(expiry.getByRole("textbox")).toHaveValue("soon");
  expect(desk.asked("apply_bulk_edit")).toEqual([]);
});

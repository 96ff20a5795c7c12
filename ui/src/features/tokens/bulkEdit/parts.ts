import { t } from "@lingui/core/macro";

import type { BulkEdit } from "../../../ipc/generated/BulkEdit";
import type { ListEdit } from "../../../ipc/generated/ListEdit";

/** What becomes of a field with each of the tokens. */
export type How = "keep" | "set" | "none" | "add" | "remove" | "extend";

export const partKeys = [
  "scopes",
  "allowIps",
  "blockIps",
  "expires",
  "requestLimit",
  "rate",
  "quota",
  "dailyQuota",
  "monthlyQuota",
  "models",
  "group",
  "description",
] as const;

export type PartKey = (typeof partKeys)[number];

export interface Part {
  readonly how: How;
  /** As typed. */
  readonly text: string;
  /** Of a limit or a rate. */
  readonly window: string;
  readonly scopes: readonly string[];
}

export type Parts = Readonly<Record<PartKey, Part>>;

const kept: Part = { how: "keep", text: "", window: "", scopes: [] };

/** Everything stays as it is. */
export function keptParts(): Parts {
  return {
    ...(Object.fromEntries(partKeys.map((key) => [key, kept])) as Record<PartKey, Part>),
    requestLimit: { ...kept, window: "day" },
    rate: { ...kept, window: "minute" },
  };
}

/** What can be done with a field, after leaving it as it is. */
export function waysOf(key: PartKey): How[] {
  switch (key) {
    case "scopes":
      return ["add", "remove", "set"];
    case "allowIps":
    case "blockIps":
      return ["add", "remove", "set", "none"];
    case "expires":
      return ["extend", "set", "none"];
    case "requestLimit":
    case "rate":
    case "quota":
    case "dailyQuota":
    case "monthlyQuota":
    case "models":
      return ["set", "none"];
    case "group":
    case "description":
      return ["set"];
  }
}

/** What choosing that does, in a word. */
export function wayText(key: PartKey, how: How): string {
  switch (how) {
    case "keep":
      return t`Leave as it is`;
    case "set":
      return key === "scopes" || key === "allowIps" || key === "blockIps" ? t`Replace by` : t`Set to`;
    case "add":
      return t`Add`;
    case "remove":
      return t`Take away`;
    case "extend":
      return t`Extend by days`;
    case "none":
      if (key === "expires") return t`Indefinite`;
      if (key === "models") return t`All models`;
      if (key === "allowIps" || key === "blockIps") return t`Empty the list`;
      return key === "rate" ? t`No rate` : t`Unlimited`;
  }
}

/** The edit as Rust reads it. */
export function bulkEdit(parts: Parts): BulkEdit {
  const text = (key: PartKey, none: string) => {
    const { how, text } = parts[key];
    return how === "keep" ? null : how === "none" ? none : text;
  };
  const counted = (key: "requestLimit" | "rate", none: string) => {
    const said = text(key, none);
    return said === null || said === none ? said : `${said}/${parts[key].window}`;
  };
  const { expires, models } = parts;
  return {
    description: text("description", ""),
    expires: expires.how === "extend" ? null : text("expires", "never"),
    extendDays: expires.how === "extend" ? expires.text : null,
    scopes: listEdit(parts.scopes, parts.scopes.scopes),
    allowIps: listEdit(parts.allowIps, entriesOf(parts.allowIps.text)),
    blockIps: listEdit(parts.blockIps, entriesOf(parts.blockIps.text)),
    requestLimit: counted("requestLimit", "unlimited"),
    rate: counted("rate", "none"),
    quota: text("quota", "unlimited"),
    dailyQuota: text("dailyQuota", "unlimited"),
    monthlyQuota: text("monthlyQuota", "unlimited"),
    models: models.how === "keep" ? null : models.how === "none" ? ["all"] : models.text.split(","),
    group: text("group", ""),
  };
}

function listEdit({ how }: Part, entries: readonly string[]): ListEdit | null {
  switch (how) {
    case "add":
    case "remove":
    case "set":
      return { how, entries: [...entries] };
    case "none":
      return { how: "clear" };
    case "keep":
    case "extend":
      return null;
  }
}

const entriesOf = (text: string) => text.split(/[\s,;]+/u).filter((entry) => entry !== "");

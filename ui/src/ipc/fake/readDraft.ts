import type { AddressReading } from "../generated/AddressReading";
import type { DraftReview } from "../generated/DraftReview";
import type { EditDraft } from "../generated/EditDraft";
import type { ExpiryDraft } from "../generated/ExpiryDraft";
import type { Field } from "../generated/Field";
import type { FieldError } from "../generated/FieldError";
import type { Limit } from "../generated/Limit";
import type { Problem } from "../generated/Problem";
import type { Rate } from "../generated/Rate";
import type { SpendingDraft } from "../generated/SpendingDraft";
import type { TokenDraft } from "../generated/TokenDraft";
import type { Warning } from "../generated/Warning";

const DAY = 86_400_000;

/** A rough reading of a form, enough to drive the interface. The real rules live in Rust. */
export function readDraft(
  draft: TokenDraft | EditDraft,
  nowMs: number,
  sameName: number,
  unchangedExpiry: number | null,
  scopeCount: number,
): DraftReview {
  const errors: FieldError[] = [];
  const refuse = (field: Field, problem: Problem, index: number | null = null) => {
    errors.push({ field, index, problem });
  };
  const name = "name" in draft ? draft.name.trim() : "";
  if ("name" in draft) {
    if (name === "") refuse("name", { code: "required" });
    else if (scalars(name) > 50) refuse("name", { code: "too_long", length: scalars(name), max: 50 });
  }
  const descriptionLength = scalars(draft.description);
  if (descriptionLength > 500)
    refuse("description", { code: "too_long", length: descriptionLength, max: 500 });

  const expiresMs = readExpiry(draft.expiry, nowMs, unchangedExpiry, (problem) => {
    refuse("expiry", problem);
  });
  const allow = draft.allowIps.map((raw) => readAddress(raw));
  const block = draft.blockIps.map((raw) => readAddress(raw));
  for (const [field, readings] of [
    ["allowIps", allow],
    ["blockIps", block],
  ] as const) {
    readings.forEach((reading, index) => {
      if (reading.problem) refuse(field, { code: "address", problem: reading.problem }, index);
    });
  }
  for (const reading of allow) {
    if (reading.canonical && block.some((other) => other.canonical === reading.canonical))
      reading.note = "never_matches";
  }
  const limit = readLimit(draft, (problem) => {
    refuse("requestLimit", problem);
  });
  const rate = readRate(draft, refuse);
  if (draft.scopes.length === 0) refuse("scopes", { code: "required" });
  const quota = readQuota(draft.spending, refuse);
  const { restrictModels, models: names } = draft.spending;
  if (restrictModels && names.length === 0) refuse("models", { code: "required" });
  const models = restrictModels ? [...new Set(names)].sort() : null;
  const group = draft.spending.group.trim() || "default";

  const warnings: Warning[] = [];
  if (draft.expiry.kind === "never") warnings.push("no_expiry");
  if (draft.allowIps.length === 0) warnings.push("no_allow_list");
  if (allow.some((reading) => reading.note === "everything")) warnings.push("allows_everything");
  if (allow.some((reading) => reading.note === "never_matches")) warnings.push("some_allow_never_matches");
  if (draft.scopes.length >= scopeCount) warnings.push("all_scopes");
  if (limit === null) warnings.push("no_limit");
  return { errors, warnings, sameName, expiresMs, allow, block, limit, rate, quota, models, group, name };
}

function readExpiry(
  expiry: ExpiryDraft,
  nowMs: number,
  unchanged: number | null,
  refuse: (problem: Problem) => void,
): number | null {
  let atMs: number;
  switch (expiry.kind) {
    case "never":
      return null;
    case "unchanged":
      return unchanged;
    case "in_days":
      atMs = Math.ceil((nowMs + expiry.days * DAY) / DAY) * DAY;
      break;
    case "day":
      atMs = Date.parse(`${expiry.day}T00:00Z`) + DAY;
      break;
    case "moment":
      atMs = Date.parse(`${expiry.moment}Z`);
      break;
  }
  if (Number.isNaN(atMs)) {
    refuse({ code: "not_a_date" });
    return null;
  }
  if (atMs <= nowMs) {
    refuse({ code: "past", atMs });
    return null;
  }
  return atMs;
}

function readAddress(raw: string): AddressReading {
  const text = raw.trim();
  const nothing = { raw, canonical: null, note: null };
  const v4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,3}))?$/.exec(text);
  if (v4) {
    const parts = v4.slice(1, 5);
    if (parts.some((part) => part.length > 1 && part.startsWith("0")))
      return { ...nothing, problem: { code: "leading_zero" } };
    if (parts.some((part) => Number(part) > 255)) return { ...nothing, problem: { code: "malformed" } };
    const prefix = Number(v4[5] ?? 32);
    if (prefix > 32) return { ...nothing, problem: { code: "prefix_too_long", max: 32 } };
    const bits = parts.reduce((sum, part) => sum * 256 + Number(part), 0);
    const size = 2 ** (32 - prefix);
    const start = Math.floor(bits / size) * size;
    const canonical = `${[24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256).join(".")}/${String(prefix)}`;
    const typed = v4[5] === undefined ? `${text}/32` : text;
    return {
      raw,
      canonical,
      problem: null,
      note: prefix === 0 ? "everything" : canonical === typed ? null : "normalised",
    };
  }
  if (/^[0-9a-f:]+(\/\d{1,3})?$/i.test(text) && text.includes("::"))
    return { raw, canonical: text.toLowerCase(), problem: null, note: null };
  if (/^[a-z][a-z0-9.-]*$/i.test(text)) return { ...nothing, problem: { code: "host_name" } };
  return { ...nothing, problem: { code: "malformed" } };
}

function readLimit(
  draft: Pick<TokenDraft, "requestLimit" | "limitWindow">,
  refuse: (problem: Problem) => void,
): Limit | null {
  const text = draft.requestLimit.trim().replaceAll(",", "");
  if (text === "" || text === "0") return null;
  if (/^-\d+$/.test(text)) refuse({ code: "negative" });
  else if (/^\d+\.\d+$/.test(text)) refuse({ code: "fraction" });
  else if (!/^\d+$/.test(text)) refuse({ code: "not_a_whole_number" });
  else return { max: Number(text), window: draft.limitWindow };
  return null;
}

function readRate(
  draft: Pick<TokenDraft, "rate" | "rateWindow" | "burst">,
  refuse: (field: Field, problem: Problem) => void,
): Rate | null {
  const [max, burst] = [draft.rate.trim(), draft.burst.trim()];
  const most = 1_000_000;
  if (!/^\d*$/.test(max)) refuse("rate", { code: "not_a_whole_number" });
  else if (Number(max) > most) refuse("rate", { code: "too_large", max: most });
  else if (Number(max) === 0 && burst !== "") refuse("rate", { code: "required" });
  const isBurst = burst === "" || (/^\d+$/.test(burst) && Number(burst) > 0 && Number(burst) <= most);
  if (!isBurst) refuse("burst", { code: "out_of_range", min: 1, max: most });
  if (!isBurst || !/^\d+$/.test(max) || Number(max) === 0 || Number(max) > most) return null;
  return { max: Number(max), window: draft.rateWindow, burst: Number(burst === "" ? max : burst) };
}

function readQuota(
  draft: SpendingDraft,
  refuse: (field: Field, problem: Problem) => void,
): DraftReview["quota"] {
  const one = { units: 1, credits: 2_500, dollars: 500_000 }[draft.denomination];
  const read = (field: Field, raw: string) => {
    const text = raw.trim().replace(/^\$/, "").replaceAll(",", "");
    if (text === "") return null;
    const units = Number(text) * one;
    if (!/^-?\d+(\.\d+)?$/.test(text)) refuse(field, { code: "not_an_amount" });
    else if (units < 0) refuse(field, { code: "negative_amount" });
    else if (Math.abs(units - Math.round(units)) > 1e-6)
      refuse(field, {
        code: "not_whole_units",
        nearest: Math.round(units),
        denomination: draft.denomination,
      });
    else return Math.round(units);
    return null;
  };
  return {
    total: read("quota", draft.quota),
    daily: read("dailyQuota", draft.dailyQuota),
    monthly: read("monthlyQuota", draft.monthlyQuota),
  };
}

/** How many characters, as Rust counts them: Unicode scalar values. */
export function scalars(text: string): number {
  return Array.from(text).length;
}

import { type SpendingFields, spendingOfRow } from "../../components/fields/spendingForm";
import { type RuleFields, fieldsOfToken } from "../../components/fields/tokenForm";
import type { DraftReview } from "../../ipc/generated/DraftReview";
import type { Limit } from "../../ipc/generated/Limit";
import type { Rate } from "../../ipc/generated/Rate";
import type { TokenDetails } from "../../ipc/generated/TokenDetails";

/** What an edit can change, as it is or would be saved. */
export interface EditValues {
  readonly description: string;
  readonly expiry: number | null;
  readonly allowIps: readonly string[];
  readonly blockIps: readonly string[];
  readonly requestLimit: Limit | null;
  readonly rate: Rate | null;
  readonly scopes: readonly string[];
  readonly quota: number | null;
  readonly dailyQuota: number | null;
  readonly monthlyQuota: number | null;
  /** null: all models */
  readonly models: readonly string[] | null;
  readonly group: string;
}

export type EditField = keyof EditValues;

const fieldOrder: readonly EditField[] = [
  "description",
  "expiry",
  "allowIps",
  "blockIps",
  "requestLimit",
  "rate",
  "scopes",
  "quota",
  "dailyQuota",
  "monthlyQuota",
  "models",
  "group",
];

export function valuesOfToken({ row, description }: TokenDetails): EditValues {
  return {
    description,
    expiry: row.expiresMs,
    allowIps: row.allowIps,
    blockIps: row.blockIps,
    requestLimit: row.limit,
    rate: row.rate,
    scopes: row.scopes,
    ...spendingValues(row),
  };
}

/** What the form would save, by Rust's reading of it; an unchanged expiry is the one it was opened with. */
export function valuesOfForm(fields: RuleFields, review: DraftReview, base: EditValues): EditValues {
  const canonical = (readings: DraftReview["allow"]) => [
    ...new Set(readings.map((reading) => reading.canonical ?? reading.raw)),
  ];
  return {
    description: fields.description.trim(),
    expiry: fields.expiry.kind === "unchanged" ? base.expiry : review.expiresMs,
    allowIps: canonical(review.allow),
    blockIps: canonical(review.block),
    requestLimit: review.limit,
    rate: review.rate,
    scopes: fields.scopes,
    ...spendingValues(review),
  };
}

function spendingValues({ quota, models, group }: Pick<DraftReview, "quota" | "models" | "group">) {
  return {
    quota: quota.total,
    dailyQuota: quota.daily,
    monthlyQuota: quota.monthly,
    models,
    group,
  };
}

/** The fields that differ, in the order of the form. The order of addresses and scopes does not count. */
export function differences(before: EditValues, after: EditValues): EditField[] {
  return fieldOrder.filter((field) => comparable(before[field]) !== comparable(after[field]));
}

function comparable(value: EditValues[EditField]): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if ("burst" in value) return `${value.max} ${value.window} ${value.burst}`;
  return "max" in value ? `${value.max} ${value.window}` : JSON.stringify([...value].sort());
}

/**
 * My changes put on top of the token as somebody else left it: a field that I did not touch takes their value.
 * Unlimited is final, so a limit of mine gives way to theirs.
 */
export function rebase(
  mine: RuleFields,
  changedByMe: readonly EditField[],
  theirs: TokenDetails,
): RuleFields {
  const taken = fieldsOfToken(theirs);
  const keeps = (field: EditField) => changedByMe.includes(field);
  const keepsLimit = keeps("requestLimit") && theirs.row.limit !== null;
  return {
    description: keeps("description") ? mine.description : taken.description,
    expiry: keeps("expiry") ? mine.expiry : taken.expiry,
    allow: keeps("allowIps") ? mine.allow : taken.allow,
    block: keeps("blockIps") ? mine.block : taken.block,
    requestLimit: keepsLimit ? mine.requestLimit : taken.requestLimit,
    limitWindow: keepsLimit ? mine.limitWindow : taken.limitWindow,
    rate: keeps("rate") ? mine.rate : taken.rate,
    rateWindow: keeps("rate") ? mine.rateWindow : taken.rateWindow,
    burst: keeps("rate") ? mine.burst : taken.burst,
    scopes: keeps("scopes") ? mine.scopes : taken.scopes,
    spending: rebaseSpending(mine.spending, keeps, theirs),
  };
}

/** An amount of theirs is written in what mine are written in. */
function rebaseSpending(
  mine: SpendingFields,
  keeps: (field: EditField) => boolean,
  { row }: TokenDetails,
): SpendingFields {
  const taken = spendingOfRow(row, mine.denomination);
  const keepsModels = keeps("models");
  return {
    denomination: mine.denomination,
    quota: keeps("quota") ? mine.quota : taken.quota,
    dailyQuota: keeps("dailyQuota") ? mine.dailyQuota : taken.dailyQuota,
    monthlyQuota: keeps("monthlyQuota") ? mine.monthlyQuota : taken.monthlyQuota,
    restrictModels: keepsModels ? mine.restrictModels : taken.restrictModels,
    models: keepsModels ? mine.models : taken.models,
    group: keeps("group") ? mine.group : taken.group,
  };
}

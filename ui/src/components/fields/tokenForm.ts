import type { ExpiryDraft } from "../../ipc/generated/ExpiryDraft";
import type { LimitWindow } from "../../ipc/generated/LimitWindow";
import type { RateWindow } from "../../ipc/generated/RateWindow";
import type { TokenDetails } from "../../ipc/generated/TokenDetails";
import { type AddressEntries, allEntries, completePending, noAddresses } from "./addressEntries";
import {
  blankSpending,
  spendingDraft,
  type SpendingFields,
  spendingOfDraft,
  spendingOfRow,
} from "./spendingForm";

/** The fields that both the Issue and the Edit form have, as they stand on the screen. */
export interface RuleFields {
  readonly description: string;
  readonly expiry: ExpiryDraft;
  readonly allow: AddressEntries;
  readonly block: AddressEntries;
  readonly requestLimit: string;
  readonly limitWindow: LimitWindow;
  readonly rate: string;
  readonly rateWindow: RateWindow;
  readonly burst: string;
  readonly scopes: readonly string[];
  readonly spending: SpendingFields;
}

export const blankRules: RuleFields = {
  description: "",
  expiry: { kind: "never" },
  allow: noAddresses,
  block: noAddresses,
  requestLimit: "",
  limitWindow: "total",
  rate: "",
  rateWindow: "minute",
  burst: "",
  scopes: [],
  spending: blankSpending,
};

/** The fields as they cross to Rust, in the Issue and in the Edit draft alike. */
export function ruleDraft(fields: RuleFields) {
  return {
    description: fields.description,
    expiry: fields.expiry,
    allowIps: allEntries(fields.allow),
    blockIps: allEntries(fields.block),
    requestLimit: fields.requestLimit,
    limitWindow: fields.limitWindow,
    rate: fields.rate,
    rateWindow: fields.rateWindow,
    burst: fields.burst,
    scopes: [...fields.scopes],
    spending: spendingDraft(fields.spending),
  };
}

/** The fields of a draft that comes back from Rust. */
export function fieldsOfDraft(draft: ReturnType<typeof ruleDraft>): RuleFields {
  return {
    description: draft.description,
    expiry: draft.expiry,
    allow: { entries: draft.allowIps, pending: "" },
    block: { entries: draft.blockIps, pending: "" },
    requestLimit: draft.requestLimit,
    limitWindow: draft.limitWindow,
    rate: draft.rate,
    rateWindow: draft.rateWindow,
    burst: draft.burst,
    scopes: draft.scopes,
    spending: spendingOfDraft(draft.spending),
  };
}

/** The fields of a token that is opened for editing. */
export function fieldsOfToken({ row, description }: TokenDetails): RuleFields {
  return {
    description,
    expiry: { kind: row.expiresMs === null ? "never" : "unchanged" },
    allow: { entries: row.allowIps, pending: "" },
    block: { entries: row.blockIps, pending: "" },
    requestLimit: row.limit === null ? "" : String(row.limit.max),
    limitWindow: row.limit?.window ?? "total",
    rate: row.rate === null ? "" : String(row.rate.max),
    rateWindow: row.rate?.window ?? "minute",
    burst: row.rate === null || row.rate.burst === row.rate.max ? "" : String(row.rate.burst),
    scopes: row.scopes,
    spending: spendingOfRow(row),
  };
}

/** Text still in the address inputs becomes entries, as before saving. */
export function completeAddresses<F extends RuleFields>(fields: F): F {
  return { ...fields, allow: completePending(fields.allow), block: completePending(fields.block) };
}

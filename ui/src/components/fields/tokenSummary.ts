import { plural, t } from "@lingui/core/macro";

import type { Format } from "../../format/format";
import type { AddressReading } from "../../ipc/generated/AddressReading";
import type { DraftReview } from "../../ipc/generated/DraftReview";
import type { Limit } from "../../ipc/generated/Limit";
import type { Quota } from "../../ipc/generated/Quota";
import type { Rate } from "../../ipc/generated/Rate";
import type { Visibility } from "../../ipc/generated/Visibility";

/** What a token may do, as far as its form can be read. */
export interface TokenPowers {
  readonly scopes: readonly string[];
  readonly allow: readonly string[];
  readonly block: readonly string[];
  /** null: unlimited */
  readonly limit: Limit | null;
  /** null: as fast as may be */
  readonly rate: Rate | null;
  /** Unix ms; null: never */
  readonly expiresMs: number | null;
  readonly quota: Quota;
  /** null: all models */
  readonly models: readonly string[] | null;
  /** What can't be read yet is left out of the sentences. */
  readonly unreadable: ReadonlySet<"addresses" | "limit" | "expiry">;
}

/** So many names are read out; after them a count says more. */
const namesShown = 5;

export function powersOf(review: DraftReview, scopes: readonly string[]): TokenPowers {
  const unreadable = new Set<"addresses" | "limit" | "expiry">();
  for (const { field } of review.errors) {
    if (field === "allowIps" || field === "blockIps") unreadable.add("addresses");
    if (field === "requestLimit") unreadable.add("limit");
    if (field === "expiry") unreadable.add("expiry");
  }
  return {
    scopes,
    allow: canonical(review.allow),
    block: canonical(review.block),
    limit: review.limit,
    rate: review.rate,
    expiresMs: review.expiresMs,
    quota: review.quota,
    models: review.models,
    unreadable,
  };
}

function canonical(readings: readonly AddressReading[]): string[] {
  return [...new Set(readings.flatMap(({ canonical: saved }) => (saved === null ? [] : [saved])))];
}

/** The first names and how many more: `a, b and 3 more`. */
export function namesText(names: readonly string[], format: Format): string {
  const rest = names.length - namesShown;
  if (rest <= 0) return format.list([...names]);
  const first = names.slice(0, namesShown).join(", ");
  return plural(rest, { one: `${first} and # more`, other: `${first} and # more` });
}

export function scopeSentence({ scopes }: TokenPowers, format: Format): string {
  if (scopes.length === 0) return t`do nothing yet: no scope is chosen`;
  const names = namesText(scopes, format);
  return t`use ${names}`;
}

/** null: nothing to say, as no entry can be read yet. */
export function addressSentence({ allow, block, unreadable }: TokenPowers, format: Format): string | null {
  const allowed = namesText(allow, format);
  const blocked = namesText(block, format);
  if (allow.length === 0 && unreadable.has("addresses")) return null;
  if (allow.length === 0) {
    return block.length === 0 ? t`from any address` : t`from any address, but not from ${blocked}`;
  }
  return block.length === 0 ? t`from ${allowed}` : t`from ${allowed}, but not from ${blocked}`;
}

export function limitSentence({ limit, unreadable }: TokenPowers): string | null {
  if (unreadable.has("limit")) return null;
  if (limit === null) return t`with any number of requests`;
  const { max } = limit;
  switch (limit.window) {
    case "total":
      return plural(max, { one: "with # request in total", other: "with # requests in total" });
    case "minute":
      return plural(max, { one: "with # request a minute", other: "with # requests a minute" });
    case "hour":
      return plural(max, { one: "with # request an hour", other: "with # requests an hour" });
    case "day":
      return plural(max, { one: "with # request a day", other: "with # requests a day" });
    case "month":
      return plural(max, { one: "with # request a month", other: "with # requests a month" });
  }
}

/** null: nothing to say, there is no rate. */
export function rateSentence({ rate }: TokenPowers, format: Format): string | null {
  if (rate === null) return null;
  const text = format.rate(rate);
  return t`no faster than ${text}`;
}

/** null: what it spends is not limited, or can't be read yet. */
export function quotaSentence({ quota }: TokenPowers, format: Format): string | null {
  const amounts = [
    quota.total !== null && format.amount(quota.total, "dollars"),
    quota.daily !== null && perDay(format.amount(quota.daily, "dollars")),
    quota.monthly !== null && perMonth(format.amount(quota.monthly, "dollars")),
  ].filter((amount) => amount !== false);
  if (amounts.length === 0) return null;
  const most = format.list(amounts);
  return t`spend ${most} at most`;
}

function perDay(amount: string): string {
  return t({ message: `${amount} a day`, context: "money" });
}

function perMonth(amount: string): string {
  return t({ message: `${amount} a month`, context: "money" });
}

/** null: it may use any model. */
export function modelsSentence({ models }: TokenPowers, format: Format): string | null {
  if (models === null) return null;
  const names = namesText(models, format);
  return t`use the models ${names} only`;
}

export function expirySentence({ expiresMs, unreadable }: TokenPowers, format: Format): string | null {
  if (unreadable.has("expiry")) return null;
  if (expiresMs === null) return t`until it is revoked`;
  const moment = format.moment(expiresMs);
  return t`until ${moment}`;
}

export function visibilitySentence(visibility: Visibility): string {
  return visibility === "copyable" ? t`be copied again later` : t`be seen only once, when it is issued`;
}

import { t } from "@lingui/core/macro";

import type { Denomination } from "../ipc/generated/Denomination";
import type { Limit } from "../ipc/generated/Limit";
import type { Rate } from "../ipc/generated/Rate";
import { amountParts } from "./amount";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Each a thousand of the one before. */
const sizeUnits = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
/** From here narrow columns write `1M` for `1,000,000`. */
const COMPACT_FROM = 1_000_000;

export interface Format {
  /** `27 Jan 2027, 23:59` */
  moment: (ms: number) => string;
  /** With seconds and the zone: for tooltips and confirmation. */
  exactMoment: (ms: number) => string;
  /** The same moment in UTC. */
  utcMoment: (ms: number) => string;
  /** `27 Jan 2027` */
  day: (ms: number) => string;
  /** `27 Jan`; where the year goes without saying */
  shortDay: (ms: number) => string;
  /** `14:00` */
  clock: (ms: number) => string;
  /** `14:03:22` */
  clockWithSeconds: (ms: number) => string;
  /** `in 12 days`, `3 hours ago` */
  relative: (ms: number, nowMs: number) => string;
  /** `in 2 mo.`; for narrow columns */
  shortRelative: (ms: number, nowMs: number) => string;
  /** `3h ago`; for narrower ones */
  narrowRelative: (ms: number, nowMs: number) => string;
  count: (value: number) => string;
  /** `1.2K` from a thousand on; for badges */
  shortCount: (value: number) => string;
  /** `712 kB`, `1.4 MB` */
  size: (bytes: number) => string;
  /** `12%` */
  percent: (hundredths: number) => string;
  /** `10,000 a day`, `unlimited` */
  limit: (limit: Limit | null) => string;
  /** `10,000/day`; for narrow columns */
  shortLimit: (limit: Limit | null) => string;
  /** `100 a minute, 20 at once` */
  rate: (rate: Rate | null) => string;
  /** `$12.50`, `2,500 credits`, `6,250,000 units`: exact. */
  amount: (units: number, denomination: Denomination) => string;
  /** `a, b and c` */
  list: (items: string[]) => string;
  /** Sentences one after another; Chinese has no blanks between them. */
  sentences: (said: string[]) => string;
}

const kept = new Map<string, Format>();

/** The one format of a language and a time zone: every row of the list asks for it. */
export function formatOf(locale: string, timeZone: string): Format {
  const name = `${locale} ${timeZone}`;
  const format = kept.get(name) ?? makeFormat(locale, timeZone);
  kept.set(name, format);
  return format;
}

/** Makes it at its first use: what `Intl` makes costs milliseconds each, and the first screen needs a few only. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** Never asks the browser for its language: that is "C" on some machines, and `Intl` throws on it. */
export function makeFormat(locale: string, timeZone: string): Format {
  const parts = { year: "numeric", month: "short", day: "numeric" } as const;
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const exactParts = { ...parts, ...clock, second: "2-digit", timeZoneName: "short" } as const;
  const moments = (options: Intl.DateTimeFormatOptions) =>
    once(() => new Intl.DateTimeFormat(locale, { timeZone, ...options }));
  const distances = (style: Intl.RelativeTimeFormatStyle) =>
    once(() => new Intl.RelativeTimeFormat(locale, { numeric: "auto", style }));
  const moment = moments({ ...parts, ...clock });
  const exact = moments(exactParts);
  const utc = moments({ ...exactParts, timeZone: "UTC" });
  const day = moments(parts);
  const shortDay = moments({ month: "short", day: "numeric" });
  const clockOnly = moments(clock);
  const seconds = moments({ ...clock, second: "2-digit" });
  const relative = distances("long");
  const shortRelative = distances("short");
  const narrowRelative = distances("narrow");
  const compact = once(() => new Intl.NumberFormat(locale, { notation: "compact" }));
  const count = once(() => new Intl.NumberFormat(locale));
  const percent = once(() => new Intl.NumberFormat(locale, { style: "percent" }));
  const list = once(() => new Intl.ListFormat(locale, { type: "conjunction" }));
  const isoDay = once(
    () => new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", timeZone }),
  );
  /** Days since 1970 on the calendar of the admin: "tomorrow" begins at midnight, not 24 hours from now. */
  const calendarDay = (ms: number) => Date.parse(isoDay().format(ms)) / DAY;

  const relativeText = (style: () => Intl.RelativeTimeFormat, ms: number, nowMs: number) => {
    const distance = ms - nowMs;
    const size = Math.abs(distance);
    if (size < MINUTE) return distance <= 0 ? t`just now` : t`in under a minute`;
    const words = style();
    if (size < HOUR) return words.format(Math.trunc(distance / MINUTE), "minute");
    if (size < DAY) return words.format(Math.trunc(distance / HOUR), "hour");
    if (size < 60 * DAY) return words.format(calendarDay(ms) - calendarDay(nowMs), "day");
    if (size < 730 * DAY) return words.format(Math.trunc(distance / (30 * DAY)), "month");
    return words.format(Math.trunc(distance / (365 * DAY)), "year");
  };

  return {
    moment: (ms) => moment().format(ms),
    exactMoment: (ms) => exact().format(ms),
    utcMoment: (ms) => utc().format(ms),
    day: (ms) => day().format(ms),
    shortDay: (ms) => shortDay().format(ms),
    clock: (ms) => clockOnly().format(ms),
    clockWithSeconds: (ms) => seconds().format(ms),
    count: (value) => count().format(value),
    shortCount: (value) => (value < 1000 ? count() : compact()).format(value),
    size(bytes) {
      const step = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), sizeUnits.length - 1);
      const unit = sizeUnits[step] ?? "byte";
      const options = { style: "unit", unit, maximumFractionDigits: step > 1 ? 1 : 0 } as const;
      return new Intl.NumberFormat(locale, options).format(bytes / 1000 ** step);
    },
    percent: (hundredths) => percent().format(hundredths / 100),
    list: (items) => list().format(items),
    sentences: (said) => said.join(locale.startsWith("zh") ? "" : " "),
    amount(units, denomination) {
      const { whole, fraction } = amountParts(units, denomination);
      const number = fraction === "" ? count().format(whole) : `${count().format(whole)}.${fraction}`;
      switch (denomination) {
        case "dollars":
          return `$${number}`;
        case "credits":
          return t`${number} credits`;
        case "units":
          return t`${number} units`;
      }
    },
    relative: (ms, nowMs) => relativeText(relative, ms, nowMs),
    narrowRelative: (ms, nowMs) => relativeText(narrowRelative, ms, nowMs),
    shortRelative: (ms, nowMs) => relativeText(shortRelative, ms, nowMs),
    limit(limit) {
      if (limit === null) return t`Unlimited`;
      const amount = count().format(limit.max);
      switch (limit.window) {
        case "total":
          return t`${amount} in total`;
        case "minute":
          return t`${amount} a minute`;
        case "hour":
          return t`${amount} an hour`;
        case "day":
          return t`${amount} a day`;
        case "month":
          return t`${amount} a month`;
      }
    },
    rate(rate) {
      if (rate === null) return t({ message: "None", context: "rate" });
      const amount = count().format(rate.max);
      const told = {
        second: () => t`${amount} a second`,
        minute: () => t`${amount} a minute`,
        hour: () => t`${amount} an hour`,
      }[rate.window]();
      if (rate.burst === rate.max) return told;
      const burst = count().format(rate.burst);
      return t`${told}, ${burst} at once`;
    },
    shortLimit(limit) {
      if (limit === null) return t`Unlimited`;
      const amount = limit.max < COMPACT_FROM ? count().format(limit.max) : compact().format(limit.max);
      switch (limit.window) {
        case "total":
          return amount;
        case "minute":
          return t`${amount}/min`;
        case "hour":
          return t`${amount}/h`;
        case "day":
          return t`${amount}/day`;
        case "month":
          return t`${amount}/month`;
      }
    },
  };
}

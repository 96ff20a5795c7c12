import { plural, t } from "@lingui/core/macro";

/** The grace periods on offer, in the words of Rust. */
export type Grace = "now" | "1h" | "24h" | "7d";

const quietHours: Record<Grace, number[]> = { now: [], "1h": [], "24h": [1, 6], "7d": [1, 24, 72] };

export function graces(): { value: Grace; label: string }[] {
  return [
    { value: "now", label: t`Not at all` },
    { value: "1h", label: t`1 hour` },
    { value: "24h", label: t`24 hours` },
    { value: "7d", label: t`7 days` },
  ];
}

/** After how long without a call an old key may end within its grace period. */
export function quietTimes(grace: Grace): { value: string; label: string }[] {
  const times = quietHours[grace].map((hours) => ({
    value: `${String(hours)}h`,
    label: plural(hours, { one: "After # hour without a call", other: "After # hours without a call" }),
  }));
  return [{ value: "", label: t`No` }, ...times];
}

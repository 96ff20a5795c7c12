import type { Denomination } from "../ipc/generated/Denomination";

/** Whole units in one, and the decimal places that tell each amount from the next. */
const denominations: Record<Denomination, { units: number; places: number; least: number }> = {
  units: { units: 1, places: 0, least: 0 },
  credits: { units: 2_500, places: 4, least: 0 },
  dollars: { units: 500_000, places: 6, least: 2 },
};

/** The digits of an amount before and after the decimal point; exact, for an amount is below 2⁵³ units. */
export function amountParts(units: number, denomination: Denomination): { whole: number; fraction: string } {
  const { units: one, places, least } = denominations[denomination];
  const rest = units % one;
  const digits = places === 0 ? "" : String((rest * 10 ** places) / one).padStart(places, "0");
  return {
    whole: (units - rest) / one,
    fraction: digits.slice(0, least) + digits.slice(least).replace(/0+$/, ""),
  };
}

/** The number alone, as it is typed: `12.50`. */
export function decimal(units: number, denomination: Denomination): string {
  const { whole, fraction } = amountParts(units, denomination);
  return fraction === "" ? String(whole) : `${String(whole)}.${fraction}`;
}

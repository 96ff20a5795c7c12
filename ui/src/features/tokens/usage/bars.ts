import type { UsageStretch } from "../../../ipc/generated/UsageStretch";

/** The drawing's own units; it is as wide as the panel. */
export const chart = { width: 368, height: 96, gap: 2 } as const;

/** A stretch of time as it is drawn: what passed from the bottom up, what was refused on top of it. */
export interface Bar {
  readonly x: number;
  readonly width: number;
  readonly allowed: { readonly y: number; readonly height: number };
  readonly refused: { readonly y: number; readonly height: number };
}

/** The highest stretch reaches the top; one request is never drawn as nothing. */
export function barsOf(stretches: readonly UsageStretch[]): { bars: Bar[]; most: number } {
  const most = Math.max(0, ...stretches.map(({ allowed, refused }) => allowed + refused));
  const step = chart.width / Math.max(1, stretches.length);
  const tall = (count: number) => (count === 0 ? 0 : Math.max(1.5, (count / most) * chart.height));
  const bars = stretches.map(({ allowed, refused }, index) => {
    const down = Math.min(tall(refused), chart.height);
    const up = Math.min(tall(allowed), chart.height - down);
    return {
      x: index * step,
      width: Math.max(1, step - chart.gap),
      allowed: { y: chart.height - up, height: up },
      refused: { y: chart.height - up - down, height: down },
    };
  });
  return { bars, most };
}

import { expect, test } from "vitest";

import { barsOf, chart } from "./bars";

const stretch = (allowed: number, refused: number) => ({ fromMs: 0, untilMs: 1, allowed, refused });

test("the highest stretch fills the chart, and both parts share it by their numbers", () => {
  const { bars, most } = barsOf([stretch(30, 10), stretch(20, 0)]);
  expect(most).toBe(40);
  expect(bars[0]?.allowed.height).toBe(chart.height * 0.75);
  expect(bars[0]?.refused).toEqual({ y: 0, height: chart.height * 0.25 });
  expect(bars[1]?.allowed.height).toBe(chart.height / 2);
  expect(bars[1]?.refused.height).toBe(0);
});

test("a single request among a million is still seen, and nothing leaves the chart", () => {
  const { bars } = barsOf([stretch(1_000_000, 1), stretch(0, 1)]);
  expect(bars[0]?.refused.height).toBeGreaterThan(1);
  expect(bars[1]?.refused.height).toBeGreaterThan(1);
  expect(bars[0]?.refused.y).toBeGreaterThanOrEqual(0);
});

test("without a request there is nothing to draw", () => {
  const { bars, most } = barsOf([stretch(0, 0)]);
  expect(most).toBe(0);
  expect(bars[0]?.allowed.height).toBe(0);
});

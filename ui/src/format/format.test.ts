import { expect, test } from "vitest";

import { speak } from "../i18n";
import { makeFormat } from "./format";

const noon = Date.UTC(2027, 0, 27, 3); // 12:00 in Seoul
const HOUR = 3_600_000;
const seoul = () => makeFormat("en-US", "Asia/Seoul");

test("moments are written in the admin's time zone, and in UTC where asked", () => {
  expect(seoul().moment(noon)).toBe("Jan 27, 2027, 12:00");
  expect(seoul().utcMoment(noon)).toContain("03:00:00 UTC");
});

test("midnight is 00, not 24", () => {
  expect(seoul().moment(noon - 12 * HOUR)).toBe("Jan 27, 2027, 00:00");
});

test("tomorrow begins at the admin's midnight", () => {
  expect(seoul().relative(noon + 24 * HOUR, noon)).toBe("tomorrow");
  expect(seoul().relative(noon + 35 * HOUR, noon)).toBe("tomorrow");
  expect(seoul().relative(noon + 37 * HOUR, noon)).toBe("in 2 days");
});

test("what is less than a minute away is said in words", () => {
  expect(seoul().relative(noon - 1000, noon)).toBe("just now");
  expect(seoul().relative(noon + 1000, noon)).toBe("in under a minute");
});

test("limits say their window, and unlimited is said", () => {
  expect(seoul().limit({ max: 10_000, window: "day" })).toBe("10,000 a day");
  expect(seoul().limit(null)).toBe("Unlimited");
  expect(seoul().shortLimit({ max: 1_000_000, window: "month" })).toBe("1M/month");
});

test("Korean and Chinese write in their own way", () => {
  speak("ko");
  expect(makeFormat("ko-KR", "Asia/Seoul").limit({ max: 10_000, window: "day" })).toBe("하루 10,000회");
  speak("zh");
  expect(makeFormat("zh-CN", "Asia/Shanghai").relative(noon + 12 * 24 * HOUR, noon)).toBe("12天后");
});

test("sentences stand one after another as each language does it", () => {
  expect(seoul().sentences(["New: 1.", "Wrong: 2."])).toBe("New: 1. Wrong: 2.");
  expect(makeFormat("zh-CN", "Asia/Shanghai").sentences(["新：1。", "有误：2。"])).toBe("新：1。有误：2。");
});

import { expect, test } from "vitest";

import { speak } from "../i18n";
import { decimal } from "./amount";
import { makeFormat } from "./format";

test("an amount is exact in each denomination, up to the largest one", () => {
  expect(decimal(6_250_000, "dollars")).toBe("12.50");
  expect(decimal(6_250_000, "credits")).toBe("2500");
  expect(decimal(1, "dollars")).toBe("0.000002");
  expect(decimal(1, "credits")).toBe("0.0004");
  expect(decimal(999_999_999_999_999, "dollars")).toBe("1999999999.999998");
  expect(decimal(999_999_999_999_999, "units")).toBe("999999999999999");
});

test("people read amounts with their sign and their word", () => {
  const format = makeFormat("en-US", "Asia/Seoul");
  expect(format.amount(617_283_950_000, "dollars")).toBe("$1,234,567.90");
  expect(format.amount(1, "dollars")).toBe("$0.000002");
  expect(format.amount(6_250_000, "credits")).toBe("2,500 credits");
  expect(format.amount(2_501, "credits")).toBe("1.0004 credits");
  expect(format.amount(6_250_000, "units")).toBe("6,250,000 units");
  speak("ko");
  expect(format.amount(6_250_000, "credits")).toBe("2,500크레딧");
  speak("zh");
  expect(format.amount(6_250_000, "units")).toBe("6,250,000 单位");
});

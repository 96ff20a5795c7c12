import { expect, test } from "vitest";

import { makeFormat } from "../../format/format";
import { speak } from "../../i18n";
import type { DraftReview } from "../../ipc/generated/DraftReview";
import {
  addressSentence,
  expirySentence,
  limitSentence,
  modelsSentence,
  powersOf,
  quotaSentence,
  rateSentence,
  scopeSentence,
} from "./tokenSummary";

const format = makeFormat("en-US", "Asia/Seoul");
const reading = (canonical: string) => ({ raw: canonical, canonical, problem: null, note: null });
const blank: DraftReview = {
  errors: [],
  warnings: [],
  sameName: 0,
  expiresMs: null,
  allow: [],
  block: [],
  limit: null,
  rate: null,
  quota: { total: null, daily: null, monthly: null },
  models: null,
  group: "default",
  name: "n",
};

test("a blank form means: from anywhere, without a limit, until revoked, but no scope yet", () => {
  const powers = powersOf(blank, []);
  expect(scopeSentence(powers, format)).toBe("do nothing yet: no scope is chosen");
  expect(addressSentence(powers, format)).toBe("from any address");
  expect(limitSentence(powers)).toBe("with any number of requests");
  expect(expirySentence(powers, format)).toBe("until it is revoked");
});

test("the block list is said after the allow list", () => {
  const powers = powersOf({ ...blank, allow: [reading("10.0.0.0/8")], block: [reading("10.0.9.9/32")] }, [
    "read",
  ]);
  expect(addressSentence(powers, format)).toBe("from 10.0.0.0/8, but not from 10.0.9.9/32");
});

test("addresses are said as they would be saved, equal ones once", () => {
  const allow = [
    { raw: "10.0.0.5/8", canonical: "10.0.0.0/8", problem: null, note: "normalised" as const },
    { raw: "10.0.0.0/8", canonical: "10.0.0.0/8", problem: null, note: "duplicate" as const },
  ];
  expect(addressSentence(powersOf({ ...blank, allow }, []), format)).toBe("from 10.0.0.0/8");
});

test("many names end with their number", () => {
  const scopes = ["a", "b", "c", "d", "e", "f", "g"];
  expect(scopeSentence(powersOf(blank, scopes), format)).toBe("use a, b, c, d, e and 2 more");
});

test("a quota is said in dollars, each period with its own, and nothing is said where there is none", () => {
  const quota = { total: 10_000_000, daily: 500_000, monthly: null };
  expect(quotaSentence(powersOf({ ...blank, quota }, []), format)).toBe(
    "spend $20.00 and $1.00 a day at most",
  );
  expect(quotaSentence(powersOf(blank, []), format)).toBeNull();
});

test("models are said where they are restricted", () => {
  expect(modelsSentence(powersOf({ ...blank, models: ["gpt-4o"] }, []), format)).toBe(
    "use the models gpt-4o only",
  );
  expect(modelsSentence(powersOf(blank, []), format)).toBeNull();
});

test("what can't be read is left out instead of being said wrongly", () => {
  const errors: DraftReview["errors"] = [
    { field: "requestLimit", index: null, problem: { code: "negative" } },
    { field: "expiry", index: null, problem: { code: "not_a_date" } },
    { field: "allowIps", index: 0, problem: { code: "address", problem: { code: "malformed" } } },
  ];
  const powers = powersOf({ ...blank, errors }, []);
  expect(addressSentence(powers, format)).toBeNull();
  expect(limitSentence(powers)).toBeNull();
  expect(expirySentence(powers, format)).toBeNull();
});

test("a rate is said with its burst, and none is not said", () => {
  const powers = (burst: number) => powersOf({ ...blank, rate: { max: 100, window: "minute", burst } }, []);
  expect(rateSentence(powersOf(blank, []), format)).toBeNull();
  expect(rateSentence(powers(100), format)).toBe("no faster than 100 a minute");
  expect(rateSentence(powers(20), format)).toBe("no faster than 100 a minute, 20 at once");
});

test("it speaks Korean and Chinese", () => {
  const powers = powersOf({ ...blank, limit: { max: 10_000, window: "day" } }, ["read"]);
  speak("ko");
  expect(limitSentence(powers)).toBe("요청 하루 10,000회");
  speak("zh");
  expect(limitSentence(powers)).toBe("每天 10,000 次请求");
});

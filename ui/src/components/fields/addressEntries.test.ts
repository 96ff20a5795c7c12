import { expect, test } from "vitest";

import {
  allEntries,
  completePending,
  removeEntries,
  reopenEntry,
  splitEntries,
  typeText,
} from "./addressEntries";

const value = (entries: string[], pending = "") => ({ entries, pending });

test("a comma, a space or their full-width forms finish an entry", () => {
  for (const separator of [",", " ", ";", "，", "、", "　"]) {
    expect(typeText(value(["a"]), `10.0.0.1${separator}`)).toEqual(value(["a", "10.0.0.1"]));
  }
});

test("text without a separator stays in the input as it was typed", () => {
  expect(typeText(value(["a"]), "10.0.")).toEqual(value(["a"], "10.0."));
});

test("what follows the last separator stays in the input", () => {
  expect(typeText(value([]), "10.0.0.1, 10.0.0.2,10.")).toEqual(value(["10.0.0.1", "10.0.0.2"], "10."));
});

test("a separator alone adds no entry", () => {
  expect(typeText(value(["a"]), " ")).toEqual(value(["a"], ""));
  expect(splitEntries(" ,\n , ")).toEqual([]);
});

test("nothing is dropped or changed, also what is no address", () => {
  expect(completePending(value([], "300.1.1 10.0.0.5/8 나무"))).toEqual(
    value(["300.1.1", "10.0.0.5/8", "나무"]),
  );
});

test("a reopened entry goes to the input and what stood there becomes an entry", () => {
  expect(reopenEntry(value(["a", "b"], "c"), 0)).toEqual(value(["b", "c"], "a"));
  expect(reopenEntry(value(["a"]), 5)).toEqual(value(["a"]));
});

test("text in the input counts as an entry for the review", () => {
  expect(allEntries(value(["a"], "b"))).toEqual(["a", "b"]);
  expect(allEntries(value(["a"], "  "))).toEqual(["a"]);
});

test("entries are removed by their place, so equal ones stay apart", () => {
  expect(removeEntries(value(["a", "a", "b"]), new Set([1]))).toEqual(value(["a", "b"]));
});

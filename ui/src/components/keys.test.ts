import { expect, test } from "vitest";

import { isComposing, letterOf } from "./keys";

const key = (key: string, code: string) => ({ key, code, isComposing: false, keyCode: 0 });

test("a letter is a letter on every layout that has it", () => {
  expect(letterOf(key("c", "KeyC"))).toBe("c");
  expect(letterOf(key("C", "KeyC"))).toBe("c");
  expect(letterOf(key("c", "KeyI"))).toBe("c"); // Dvorak
});

test("on a Hangul layout the place of the key counts", () => {
  expect(letterOf(key("ㅊ", "KeyC"))).toBe("c");
});

test("keys that write nothing are no letters", () => {
  expect(letterOf(key("Enter", "Enter"))).toBeNull();
  expect(letterOf(key("Process", "KeyC"))).toBeNull();
});

test("a key that the input method takes is not ours", () => {
  expect(isComposing({ ...key("Enter", "Enter"), isComposing: true })).toBe(true);
  expect(isComposing({ ...key("Enter", "Enter"), keyCode: 229 })).toBe(true);
  expect(isComposing(key("Enter", "Enter"))).toBe(false);
});

import "@testing-library/jest-dom/vitest";

import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach } from "vitest";

import { learn, speak } from "../i18n";

// Generous: the machine may be building something else meanwhile.
configure({ asyncUtilTimeout: 15_000 });

beforeAll(async () => {
  for (const language of ["en", "ko", "zh"] as const) await learn(language);
});
beforeEach(() => {
  speak("en");
});
afterEach(cleanup);

// jsdom has no layout; lists and media queries need these.
window.matchMedia = (query) =>
  ({
    matches: false,
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }) as unknown as MediaQueryList;
window.ResizeObserver = class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
Element.prototype.scrollIntoView = () => undefined;
Element.prototype.scrollTo = () => undefined;
for (const [side, value] of [
  ["Height", 600],
  ["Width", 1200],
] as const)
  for (const box of ["offset", "client"])
    Object.defineProperty(HTMLElement.prototype, `${box}${side}`, { configurable: true, value });

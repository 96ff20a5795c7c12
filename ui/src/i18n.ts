import { i18n, type Messages } from "@lingui/core";

import type { Language } from "./ipc/generated/Language";

export type SpokenLanguage = Exclude<Language, "system">;

const readers = {
  en: () => Promise.all([import("./locales/en/console.po"), import("./locales/en/issuing.po")]),
  ko: () => Promise.all([import("./locales/ko/console.po"), import("./locales/ko/issuing.po")]),
  zh: () => Promise.all([import("./locales/zh/console.po"), import("./locales/zh/issuing.po")]),
};
const learned = new Map<SpokenLanguage, Messages>();

const spoken = (language: Language): SpokenLanguage => (language === "system" ? "en" : language);

/** What is spoken where nothing else was chosen, as far as the web view knows. */
export function likelyLanguage(): SpokenLanguage {
  // eslint-disable-next-line no-restricted-globals -- a guess, to read its words ahead: the console says what is spoken
  const [language] = navigator.language.split("-");
  return language === "ko" || language === "zh" ? language : "en";
}

/** Reads the words of a language, unless they are known. */
export async function learn(language: Language): Promise<void> {
  const name = spoken(language);
  if (learned.has(name)) return;
  const catalogues = await readers[name]();
  learned.set(name, Object.assign({}, ...catalogues.map(({ messages }) => messages)) as Messages);
}

/** Speak this language, which was learned, from the next render on. */
export function speak(language: Language): void {
  const name = spoken(language);
  const messages = learned.get(name);
  if (messages === undefined) throw new Error(`${name} was not learned`);
  i18n.loadAndActivate({ locale: name, messages });
  document.documentElement.lang = name === "zh" ? "zh-CN" : name;
}

export { i18n };

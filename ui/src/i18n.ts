import { i18n, type Messages } from "@lingui/core";

import type { Language } from "./ipc/generated/Language";
import { messages as enConsole } from "./locales/en/console.po";
import { messages as enIssuing } from "./locales/en/issuing.po";
import { messages as koConsole } from "./locales/ko/console.po";
import { messages as koIssuing } from "./locales/ko/issuing.po";
import { messages as zhConsole } from "./locales/zh/console.po";
import { messages as zhIssuing } from "./locales/zh/issuing.po";

export type SpokenLanguage = Exclude<Language, "system">;

const catalogues: Record<SpokenLanguage, Messages> = {
  en: { ...enConsole, ...enIssuing },
  ko: { ...koConsole, ...koIssuing },
  zh: { ...zhConsole, ...zhIssuing },
};

/** Speak this language from the next render on. `intlLocale` rules plurals and numbers. */
export function speak(language: Language): void {
  const spoken: SpokenLanguage = language === "system" ? "en" : language;
  i18n.loadAndActivate({ locale: spoken, messages: catalogues[spoken] });
  document.documentElement.lang = spoken === "zh" ? "zh-CN" : spoken;
}

export { i18n };

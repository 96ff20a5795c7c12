import type { QueryClient } from "@tanstack/react-query";

import { readHomeList } from "../features/tokens/useTokenList";
import { learn, likelyLanguage, speak } from "../i18n";
import { command } from "../ipc/command";
import { asFault } from "../ipc/fault";
import type { Boot } from "../ipc/generated/Boot";
import type { Fault } from "../ipc/generated/Fault";
import { newQueries } from "../session/newQueries";
import { dress, wear } from "../theme/appearance";

/** What the first screen is made of. */
export type Start = { boot: Boot; queries: QueryClient } | { fault: Fault };

/** All that the first screen shows, asked for at once, so that it is painted with its rows; or why there is nothing. */
export async function open(): Promise<Start> {
  const queries = newQueries();
  try {
    const [boot] = await Promise.all([boots(), readHomeList(queries)]);
    return { boot, queries };
  } catch (thrown) {
    await learn("en");
    speak("en");
    wear("system", "compact");
    return { fault: asFault(thrown) };
  }
}

async function boots(): Promise<Boot> {
  const [boot] = await Promise.all([command("boot"), learn(likelyLanguage())]);
  await learn(boot.settings.language);
  speak(boot.settings.language);
  // Before anything is painted: what is painted twice takes twice as long.
  dress(boot.settings.settings.theme, boot.settings.settings.density);
  return boot;
}

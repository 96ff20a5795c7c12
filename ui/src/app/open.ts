import type { QueryClient } from "@tanstack/react-query";

import { readHomeList } from "../features/tokens/useTokenList";
import { learn, speak } from "../i18n";
import { command } from "../ipc/command";
import type { Boot } from "../ipc/generated/Boot";
import { dress } from "../theme/appearance";

/** All that the first screen shows, asked for at once, so that it is painted with its rows. */
export async function open(queries: QueryClient): Promise<Boot> {
  const [boot] = await Promise.all([boots(), readHomeList(queries)]);
  return boot;
}

async function boots(): Promise<Boot> {
  const boot = await command("boot");
  await learn(boot.settings.language);
  speak(boot.settings.language);
  // Before anything is painted: what is painted twice takes twice as long.
  dress(boot.settings.settings.theme, boot.settings.settings.density);
  return boot;
}

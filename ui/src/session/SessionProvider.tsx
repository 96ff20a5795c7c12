import { I18nProvider as LinguiProvider } from "@lingui/react";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { I18nProvider as AriaI18nProvider } from "react-aria-components";

import { ToastProvider } from "../components/ToastProvider";
import { i18n, learn, speak } from "../i18n";
import { onEvent } from "../ipc/event";
import type { Boot } from "../ipc/generated/Boot";
import type { SettingsInForce } from "../ipc/generated/SettingsInForce";
import { wear } from "../theme/appearance";
import { ClipboardProvider } from "./ClipboardContext";
import { FollowData } from "./FollowData";
import { FollowPosture } from "./FollowPosture";
import { SettingsContext } from "./SettingsContext";
import { VaultProvider } from "./VaultProvider";

/** What the whole window knows: settings, language, theme, vault, clipboard, and data that stays fresh. */
export function SessionProvider({
  boot,
  queries,
  children,
}: {
  /** Its language is spoken. */
  boot: Boot;
  queries: QueryClient;
  children: (inForce: SettingsInForce) => ReactNode;
}) {
  const [inForce, setInForce] = useState(boot.settings);

  useEffect(() => {
    let latest: SettingsInForce | null = null;
    return onEvent("settings-changed", (next) => {
      latest = next;
      void learn(next.language).then(() => {
        if (latest !== next) return;
        // In one go with the settings, so that no text appears in the old language.
        if (i18n.locale !== next.language) speak(next.language);
        setInForce(next);
      });
    });
  }, []);
  useEffect(
    () => wear(inForce.settings.theme, inForce.settings.density),
    [inForce.settings.theme, inForce.settings.density],
  );

  return (
    <LinguiProvider i18n={i18n}>
      <AriaI18nProvider locale={inForce.intlLocale}>
        <SettingsContext value={inForce}>
          <QueryClientProvider client={queries}>
            <FollowData />
            <FollowPosture />
            <ToastProvider>
              <ClipboardProvider>
                <VaultProvider initial={boot.vault}>{children(inForce)}</VaultProvider>
              </ClipboardProvider>
            </ToastProvider>
          </QueryClientProvider>
        </SettingsContext>
      </AriaI18nProvider>
    </LinguiProvider>
  );
}

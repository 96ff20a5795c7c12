import { I18nProvider as LinguiProvider } from "@lingui/react";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { I18nProvider as AriaI18nProvider } from "react-aria-components";

import { ToastProvider } from "../components/ToastProvider";
import { i18n, speak } from "../i18n";
import { onEvent } from "../ipc/event";
import type { Boot } from "../ipc/generated/Boot";
import type { SettingsInForce } from "../ipc/generated/SettingsInForce";
import { wear } from "../theme/appearance";
import { ClipboardProvider } from "./ClipboardContext";
import { FollowData } from "./FollowData";
import { SettingsContext } from "./SettingsContext";
import { VaultProvider } from "./VaultProvider";

/** What the whole window knows: settings, language, theme, vault, clipboard, and data that stays fresh. */
export function SessionProvider({
  boot,
  children,
}: {
  boot: Boot;
  children: (inForce: SettingsInForce) => ReactNode;
}) {
  const [inForce, setInForce] = useState(boot.settings);
  const [queries] = useState(
    () =>
      new QueryClient({
        // Rust is next door and tells of every change: no retries, no refetch by time or focus.
        defaultOptions: {
          queries: { retry: false, staleTime: Infinity, refetchOnWindowFocus: false, networkMode: "always" },
        },
      }),
  );

  // Before the children render, so that no text appears in the old language.
  if (i18n.locale !== inForce.language) speak(inForce.language);

  useEffect(() => onEvent("settings-changed", setInForce), []);
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

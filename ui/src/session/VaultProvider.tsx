import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";

import { lazily } from "../components/lazily";
import { command } from "../ipc/command";
import { onEvent } from "../ipc/event";
import type { VaultStatus } from "../ipc/generated/VaultStatus";
import { queryKeys } from "./queryKeys";
import { useActivity } from "./useActivity";
import { type Vault, VaultContext } from "./VaultContext";

const PassphraseDialog = lazily(() => import("./PassphraseDialog"), "PassphraseDialog");
const UnlockDialog = lazily(() => import("./UnlockDialog"), "UnlockDialog");

type Asked = "open" | "passphrase";

/** Knows the state of the vault and shows the dialogs that open it. */
export function VaultProvider({ initial, children }: { initial: VaultStatus; children: ReactNode }) {
  const [status, setStatus] = useState(initial);
  const [asked, setAsked] = useState<Asked | null>(null);
  const answer = useRef<((done: boolean) => void) | null>(null);

  const queries = useQueryClient();
  useActivity();
  useEffect(() => onEvent("vault-changed", setStatus), []);
  useEffect(
    () =>
      onEvent("rotation-progress", (progress) => {
        if (progress === null) void queries.invalidateQueries({ queryKey: queryKeys.protection });
      }),
    [queries],
  );

  const ask = useCallback(
    (what: Asked) =>
      new Promise<boolean>((resolve) => {
        answer.current?.(false);
        answer.current = resolve;
        setAsked(what);
      }),
    [],
  );
  const finish = (done: boolean) => {
    setAsked(null);
    answer.current?.(done);
    answer.current = null;
  };
  const succeed = (next: VaultStatus) => {
    setStatus(next);
    finish(true);
  };

  const vault = useMemo<Vault>(
    () => ({
      status,
      setStatus,
      open: () => ask("open"),
      choosePassphrase: () => ask("passphrase"),
      lock: async () => {
        setStatus(await command("lock_vault"));
      },
    }),
    [status, ask],
  );

  const settingPassphrase =
    asked === "passphrase" || (asked === "open" && status.state === "needs_passphrase");
  return (
    <VaultContext value={vault}>
      {children}
      <Suspense fallback={null}>
        {asked !== null &&
          (settingPassphrase ? (
            <PassphraseDialog
              status={status}
              onDone={succeed}
              onClose={() => {
                finish(false);
              }}
            />
          ) : (
            <UnlockDialog
              status={status}
              onDone={succeed}
              onClose={() => {
                finish(false);
              }}
            />
          ))}
      </Suspense>
    </VaultContext>
  );
}

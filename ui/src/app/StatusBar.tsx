import { plural, t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { ClipboardCheck, KeyRound, Lock, LockOpen, ShieldAlert, ShieldCheck } from "lucide-react";

import { useToasts } from "../components/ToastContext";
import { useFormat } from "../format/useFormat";
import { command } from "../ipc/command";
import { asFault } from "../ipc/fault";
import type { ClipboardState } from "../ipc/generated/ClipboardState";
import { faultText } from "../messages/faultText";
import { standingWord } from "../messages/verifierText";
import { useClipboard } from "../session/ClipboardContext";
import { queryKeys } from "../session/queryKeys";
import { useEnforcement } from "../session/useEnforcement";
import { useNow } from "../session/useNow";
import { useVault } from "../session/VaultContext";
import styles from "./StatusBar.module.css";

const icon = { size: 14, strokeWidth: 1.75, "aria-hidden": true } as const;

interface StatusBarProps {
  /** Keys that an import drew and nobody has saved. */
  readonly unsavedKeys: number;
  readonly onUnsavedKeys: () => void;
  readonly onVerifier: () => void;
}

/** How many tokens, what state the vault is in, whether tokens are enforced, and what of ours lies in the clipboard. */
export function StatusBar({ unsavedKeys, onUnsavedKeys, onVerifier }: StatusBarProps) {
  const format = useFormat();
  const counts = useQuery({ queryKey: queryKeys.counts, queryFn: () => command("count_tokens") }).data;
  const all = counts?.all ?? 0;
  const shown = format.count(all);
  return (
    <footer className={styles["bar"]}>
      <span className={styles["count"]}>
        {counts && plural(all, { one: `${shown} token`, other: `${shown} tokens` })}
      </span>
      <VaultState />
      <EnforcementState onVerifier={onVerifier} />
      {unsavedKeys > 0 && (
        <button type="button" className={styles["leads"]} data-warning onClick={onUnsavedKeys}>
          <KeyRound {...icon} />
          {plural(unsavedKeys, { one: "# key is not saved", other: "# keys are not saved" })}
        </button>
      )}
      <span className={styles["spring"]} />
      <ClipboardPill />
    </footer>
  );
}

function VaultState() {
  const vault = useVault();
  const toasts = useToasts();
  const lock = () => {
    vault.lock().catch((thrown: unknown) => {
      const { what, next } = faultText(asFault(thrown));
      toasts.show({ tone: "danger", title: what, detail: next });
    });
  };
  const open = () => void vault.open();
  switch (vault.status.state) {
    case "ready":
      return (
        <span className={styles["vault"]}>
          <LockOpen {...icon} />
          {t`Vault ready`}
        </span>
      );
    case "unlocked":
      return (
        <span className={styles["vault"]}>
          <LockOpen {...icon} />
          {t`Vault unlocked`}
          <button type="button" className={styles["act"]} onClick={lock}>
            {t`Lock`}
          </button>
        </span>
      );
    case "locked":
      return (
        <span className={styles["vault"]} data-locked>
          <Lock {...icon} />
          {t`Vault locked`}
          <button type="button" className={styles["act"]} onClick={open}>
            {t`Unlock…`}
          </button>
        </span>
      );
    case "needs_passphrase":
      return (
        <span className={styles["vault"]} data-locked>
          <ShieldAlert {...icon} />
          {t`Vault without a passphrase`}
          <button type="button" className={styles["act"]} onClick={open}>
            {t`Set…`}
          </button>
        </span>
      );
  }
}

/** Whether tokens are enforced, where that is switched on; leads to the page that says more. */
function EnforcementState({ onVerifier }: { onVerifier: () => void }) {
  const enforcement = useEnforcement().data;
  if (!enforcement?.isOn) return null;
  const { place, standing } = enforcement;
  const isWell = standing.state === "ready" && standing.figures.isCounting;
  const isTrouble = standing.state === "failed" || (standing.state === "ready" && !isWell);
  const Icon = isTrouble ? ShieldAlert : ShieldCheck;
  return (
    <button
      type="button"
      className={styles["leads"]}
      data-trouble={isTrouble || undefined}
      onClick={onVerifier}
    >
      <Icon {...icon} />
      {standing.state === "failed" && t`Tokens are not enforced`}
      {standing.state === "ready" && (isWell ? t`Enforced on ${place}` : t`Requests can't be counted`)}
      {(standing.state === "starting" || standing.state === "stopping" || standing.state === "off") &&
        standingWord(standing.state)}
    </button>
  );
}

function ClipboardPill() {
  const clipboard = useClipboard();
  if (clipboard.state !== "holds") return null;
  return <HeldKey key={clipboard.clearsMs} clipboard={clipboard} />;
}

/** Our secret lies in the clipboard: says so, counts down, and can clear it at once. */
function HeldKey({ clipboard }: { clipboard: Extract<ClipboardState, { state: "holds" }> }) {
  const { name, clearsMs } = clipboard;
  const now = useNow(clearsMs === null ? null : 250);
  const seconds = clearsMs === null ? 0 : Math.max(0, Math.ceil((clearsMs - now) / 1000));
  return (
    <span className={styles["pill"]}>
      <ClipboardCheck {...icon} />
      <span className={styles["pillName"]} title={name}>
        {clipboard.tokenId === null ? t`“${name}” in the clipboard` : t`Key of “${name}” in the clipboard`}
      </span>
      {clearsMs !== null && <span className={styles["seconds"]}>{t`${seconds} s`}</span>}
      <button
        type="button"
        className={styles["act"]}
        onClick={() => {
          command("clear_clipboard").catch(() => undefined);
        }}
      >
        {t`Clear now`}
      </button>
    </span>
  );
}

import type { Language } from "../generated/Language";
import type { Theme } from "../generated/Theme";
import type { VaultStatus } from "../generated/VaultStatus";
import { FakeDesk } from "./fakeDesk";
import { sampleTokens } from "./sampleTokens";

const vaults: Record<string, VaultStatus> = {
  locked: {
    state: "locked",
    reason: { kind: "by_hand" },
    hasPassphrase: true,
    hasRecovery: false,
    hasKeyring: false,
  },
  empty: {
    state: "locked",
    reason: { kind: "keyring", problem: "empty" },
    hasPassphrase: false,
    hasRecovery: false,
    hasKeyring: true,
  },
  none: { state: "needs_passphrase", keyring: "absent" },
};

/** The desk of a plain browser: `?fake=1&lang=ko&theme=dark&rows=5000&vault=locked&density=comfortable`. */
export function browserDesk(search: URLSearchParams): FakeDesk {
  const rows = Number(search.get("rows") ?? 41);
  return new FakeDesk({
    tokens: sampleTokens(rows, Date.now()),
    settings: {
      language: (search.get("lang") ?? "en") as Language,
      theme: (search.get("theme") ?? "light") as Theme,
      density: search.get("density") === "comfortable" ? "comfortable" : "compact",
    },
    stepMs: Number(search.get("step") ?? 0),
    vault: vaults[search.get("vault") ?? ""],
    passphrase: "correct horse",
    fault: search.get("fault") === null ? null : { code: "store_newer", found: 9, known: 1 },
  });
}

import { t } from "@lingui/core/macro";

import type { KeySlot } from "../ipc/generated/KeySlot";
import type { SlotKind } from "../ipc/generated/SlotKind";
import type { VaultStatus } from "../ipc/generated/VaultStatus";
import { keyringText } from "./keyringText";

/** The state of the vault in a sentence. */
export function vaultText(status: VaultStatus): string {
  switch (status.state) {
    case "ready":
      return t`Ready: the system's keyring will protect the first key that is kept.`;
    case "unlocked":
      switch (status.by) {
        case "keyring":
          return t`Unlocked by the system's keyring.`;
        case "passphrase":
          return t`Unlocked by its passphrase.`;
        case "recovery":
          return t`Unlocked by its recovery code.`;
      }
    // eslint-disable-next-line no-fallthrough -- every kind returns
    case "needs_passphrase":
      return `${keyringText(status.keyring)} ${t`Set a passphrase to keep keys for copying.`}`;
    case "locked":
      switch (status.reason.kind) {
        case "by_hand":
          return t`Locked by you.`;
        case "idle":
          return t`Locked because nobody used the window for a while.`;
        case "suspend":
          return t`Locked when the machine went to sleep.`;
        case "screen_lock":
          return t`Locked with the screen.`;
        case "passphrase":
          return t`Locked until its passphrase is given.`;
        case "keyring":
          return `${t`Locked.`} ${keyringText(status.reason.problem)}`;
      }
  }
}

/** What a way to open the vault is called. */
export function slotName({ kind, machine, isHere }: KeySlot): string {
  if (kind !== "keyring") return slotKindWord(kind);
  if (isHere) return t`Keyring of this machine`;
  return machine === null ? slotKindWord(kind) : t`Keyring of “${machine}”`;
}

export function slotKindWord(kind: SlotKind): string {
  switch (kind) {
    case "keyring":
      return t`System keyring`;
    case "passphrase":
      return t`Passphrase`;
    case "recovery":
      return t`Recovery code`;
  }
}

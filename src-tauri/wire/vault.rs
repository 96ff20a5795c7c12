//! What the window knows of the vault: its state, never its keys.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[ts(export)]
pub(crate) enum VaultStatus {
    /// Nothing sealed yet and a keyring is there: it is set up by itself with the first copyable key.
    Ready,
    /// Nothing sealed yet and no keyring: copyable keys need a passphrase first; show-once works.
    NeedsPassphrase {
        keyring: KeyringProblem,
    },
    Unlocked {
        by: SlotKind,
    },
    /// Sealed keys exist but can't be opened now. Copy and reveal ask to unlock; the list stays.
    Locked {
        reason: LockReason,
        has_passphrase: bool,
        has_keyring: bool,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum SlotKind {
    Keyring,
    Passphrase,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[ts(export)]
pub(crate) enum LockReason {
    /// Locked by the admin.
    ByHand,
    /// Opened by a passphrase that was not given yet.
    Passphrase,
    Keyring {
        problem: KeyringProblem,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum KeyringProblem {
    /// No Secret Service or other keyring on this machine.
    Absent,
    /// The keyring is locked, or its prompt was dismissed.
    Locked,
    /// The keyring has no entry for this data file.
    Empty,
    /// The entry is not the one that belongs to this data file.
    WrongEntry,
    /// No answer in time.
    Slow,
    /// Anything else; see the log.
    Failed,
}

#[derive(Deserialize, TS)]
#[ts(export)]
pub(crate) struct Passphrase {
    pub(crate) passphrase: String,
}

#[derive(Deserialize, TS)]
#[ts(export)]
pub(crate) struct NewPassphrase {
    /// 8–1,024 characters.
    pub(crate) passphrase: String,
    pub(crate) again: String,
}

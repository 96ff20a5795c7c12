//! What the window knows of the vault: its state, never its keys.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ChangeProgress;

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
        has_recovery: bool,
        has_keyring: bool,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum SlotKind {
    Keyring,
    Passphrase,
    Recovery,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[ts(export)]
pub(crate) enum LockReason {
    /// Locked by the admin.
    ByHand,
    /// Nobody touched the window for the chosen time.
    Idle,
    /// The machine went to sleep.
    Suspend,
    /// The screen was locked.
    ScreenLock,
    /// Opened by a passphrase or recovery code that was not given yet.
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
    /// A passphrase or a recovery code.
    pub(crate) passphrase: String,
}

#[derive(Deserialize, TS)]
#[ts(export)]
pub(crate) struct NewPassphrase {
    /// 8–1,024 characters.
    pub(crate) passphrase: String,
    pub(crate) again: String,
}

/// The ways to open the vault, and how far a rotation is.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct KeyProtection {
    /// Oldest first; empty: nothing is sealed yet.
    pub(crate) slots: Vec<KeySlot>,
    /// Keys that are kept, sealed.
    pub(crate) sealed_keys: u32,
    /// A rotation that is not finished.
    pub(crate) rotation: Option<ChangeProgress>,
}

#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct KeySlot {
    pub(crate) id: String,
    pub(crate) kind: SlotKind,
    /// null: before this was written down.
    #[ts(type = "number | null")]
    pub(crate) created_ms: Option<i64>,
    /// Whose keyring it is.
    pub(crate) machine: Option<String>,
    /// It is this machine's.
    pub(crate) is_here: bool,
}

#[derive(Deserialize, TS)]
#[ts(export)]
pub(crate) struct SlotRef {
    pub(crate) id: String,
}

/// A new recovery code, shown once.
#[derive(Serialize, TS)]
#[ts(export)]
pub(crate) struct RecoveryCode {
    pub(crate) groups: Vec<String>,
    /// Which two are asked back, from 0.
    pub(crate) asked: [u8; 2],
}

/// The two groups that were asked back, as typed.
#[derive(Deserialize, TS)]
#[ts(export)]
pub(crate) struct RecoveryGroups {
    pub(crate) groups: [String; 2],
}

#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub(crate) struct RotationReport {
    /// Keys sealed anew.
    pub(crate) resealed: u32,
    /// Tokens whose sealed copies do not open; left as they are.
    #[ts(type = "number[]")]
    pub(crate) damaged: Vec<i64>,
    /// It was stopped before its end.
    pub(crate) stopped: bool,
}

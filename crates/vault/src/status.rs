//! What the people at the desk are told of the vault: its state, never its keys.

use crate::{KeyringProblem, SlotKind};

/// The vault's state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VaultStatus {
    /// Nothing sealed yet, and nothing is known to be wrong with the keyring: the vault is set up by
    /// itself with the first copyable key.
    Ready,
    /// Nothing sealed yet and no keyring to be used: copyable keys need a passphrase first.
    NeedsPassphrase {
        /// What is wrong with the keyring.
        keyring: KeyringProblem,
    },
    /// Keys can be sealed and opened.
    Unlocked {
        /// The kind of slot that opened it.
        by: SlotKind,
    },
    /// A data key exists but can't be used now.
    Locked {
        /// Why.
        reason: LockReason,
        /// A passphrase would open it.
        has_passphrase: bool,
        /// A recovery code would open it.
        has_recovery: bool,
        /// An entry in the keyring would open it.
        has_keyring: bool,
    },
}

/// Why the vault is locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockReason {
    /// It was unlocked, and locked again.
    Closed(LockCause),
    /// It opens by a passphrase or recovery code that was not given yet.
    Passphrase,
    /// It opens by the keyring, which did not help. Before the keyring was first asked, and until it
    /// answers, the problem is [`KeyringProblem::Slow`].
    Keyring {
        /// What is wrong with the keyring.
        problem: KeyringProblem,
    },
}

/// What locks a vault. Only somebody at the desk takes it back: nothing opens the vault unasked after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockCause {
    /// The admin.
    ByHand,
    /// Nobody touched the desk for the chosen time.
    Idle,
    /// The machine goes to sleep.
    Suspend,
    /// The screen was locked.
    ScreenLock,
}

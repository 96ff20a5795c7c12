//! The vault's state.

use tokendesk_vault::{KeyringProblem, LockReason, SlotKind, VaultStatus};

use super::draft::alike;
use crate::wire;

alike!(SlotKind, wire::SlotKind, Keyring, Passphrase);
alike!(KeyringProblem, wire::KeyringProblem, Absent, Locked, Empty, WrongEntry, Slow, Failed);

pub(crate) fn vault_status(status: &VaultStatus) -> wire::VaultStatus {
    match *status {
        VaultStatus::Ready => wire::VaultStatus::Ready,
        VaultStatus::NeedsPassphrase { keyring } => {
            wire::VaultStatus::NeedsPassphrase { keyring: keyring.into() }
        }
        VaultStatus::Unlocked { by } => wire::VaultStatus::Unlocked { by: by.into() },
        VaultStatus::Locked { reason, has_passphrase, has_keyring } => {
            let reason = match reason {
                LockReason::ByHand => wire::LockReason::ByHand,
                LockReason::Passphrase => wire::LockReason::Passphrase,
                LockReason::Keyring { problem } => wire::LockReason::Keyring { problem: problem.into() },
            };
            wire::VaultStatus::Locked { reason, has_passphrase, has_keyring }
        }
    }
}

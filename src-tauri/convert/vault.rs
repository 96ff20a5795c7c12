//! The vault's state and what opens it.

use tokendesk_issuer::{KeyProtection, Progress, RotationReport, SlotInfo, WrittenCode};
use tokendesk_vault::{KeyringProblem, LockCause, LockReason, SlotKind, VaultStatus};

use super::draft::alike;
use crate::wire;

alike!(SlotKind, wire::SlotKind, Keyring, Passphrase, Recovery);
alike!(KeyringProblem, wire::KeyringProblem, Absent, Locked, Empty, WrongEntry, Slow, Failed);

pub(crate) fn vault_status(status: &VaultStatus) -> wire::VaultStatus {
    match *status {
        VaultStatus::Ready => wire::VaultStatus::Ready,
        VaultStatus::NeedsPassphrase { keyring } => {
            wire::VaultStatus::NeedsPassphrase { keyring: keyring.into() }
        }
        VaultStatus::Unlocked { by } => wire::VaultStatus::Unlocked { by: by.into() },
        VaultStatus::Locked { reason, has_passphrase, has_recovery, has_keyring } => {
            let reason = match reason {
                LockReason::Closed(LockCause::ByHand) => wire::LockReason::ByHand,
                LockReason::Closed(LockCause::Idle) => wire::LockReason::Idle,
                LockReason::Closed(LockCause::Suspend) => wire::LockReason::Suspend,
                LockReason::Closed(LockCause::ScreenLock) => wire::LockReason::ScreenLock,
                LockReason::Passphrase => wire::LockReason::Passphrase,
                LockReason::Keyring { problem } => wire::LockReason::Keyring { problem: problem.into() },
            };
            wire::VaultStatus::Locked { reason, has_passphrase, has_recovery, has_keyring }
        }
    }
}

/// The number of a slot; none: it is none.
pub(crate) fn slot_id(text: &str) -> Option<[u8; 16]> {
    let number = u128::from_str_radix(text, 16).ok().filter(|_| text.len() == 32)?;
    Some(number.to_be_bytes())
}

impl From<KeyProtection> for wire::KeyProtection {
    fn from(protection: KeyProtection) -> Self {
        Self {
            slots: protection.slots.into_iter().map(Into::into).collect(),
            sealed_keys: small(protection.sealed_keys),
            rotation: protection.rotation.map(|Progress { done, total }| wire::ChangeProgress {
                done: u32::try_from(done).unwrap_or(u32::MAX),
                total: u32::try_from(total).unwrap_or(u32::MAX),
            }),
        }
    }
}

impl From<SlotInfo> for wire::KeySlot {
    fn from(slot: SlotInfo) -> Self {
        Self {
            id: format!("{:032x}", u128::from_be_bytes(slot.id)),
            kind: slot.kind.into(),
            created_ms: slot.created.map(|at| at.timestamp_millis()),
            machine: slot.machine,
            is_here: slot.is_here,
        }
    }
}

impl From<WrittenCode> for wire::RecoveryCode {
    fn from(written: WrittenCode) -> Self {
        Self {
            groups: written.groups.iter().map(|group| group.to_string()).collect(),
            asked: written.asked.map(|index| u8::try_from(index).unwrap_or(u8::MAX)),
        }
    }
}

impl From<RotationReport> for wire::RotationReport {
    fn from(report: RotationReport) -> Self {
        Self {
            resealed: small(report.resealed),
            damaged: report.damaged.into_iter().map(|id| id.0).collect(),
            stopped: report.stopped,
        }
    }
}

fn small(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::slot_id;

    #[test]
    fn only_32_digits_are_the_number_of_a_slot() {
        let mut bytes = [0; 16];
        bytes[15] = 0xab;
        assert_eq!(slot_id("000000000000000000000000000000ab"), Some(bytes));
        for text in ["", "ab", "000000000000000000000000000000a", "000000000000000000000000000000zz"] {
            assert_eq!(slot_id(text), None, "{text}");
        }
    }
}

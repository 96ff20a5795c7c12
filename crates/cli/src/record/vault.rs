//! The vault as scripts see it.

use serde::Serialize;
use tokendesk_issuer::{KeyProtection, Progress, RotationReport, SlotInfo};
use tokendesk_vault::{LockCause, LockReason, VaultStatus};

use super::moment;

/// The answer of `vault status` and of what changes the ways to open the vault.
#[derive(Debug, Serialize)]
pub(crate) struct VaultRecord {
    /// `empty`, `locked` or `unlocked`
    pub(crate) state: &'static str,
    /// Why it is locked or can't be set up by itself; see [`reason`].
    pub(crate) reason: Option<&'static str>,
    /// Keys that are kept, sealed.
    pub(crate) sealed_keys: u64,
    /// Those of them that do not open: damaged.
    pub(crate) damaged: u64,
    /// Oldest first.
    pub(crate) slots: Vec<SlotRecord>,
    /// A rotation that is not finished.
    pub(crate) rotation: Option<ProgressRecord>,
}

/// A way to open the vault.
#[derive(Debug, Serialize)]
pub(crate) struct SlotRecord {
    /// 32 hexadecimal digits
    pub(crate) id: String,
    /// `keyring`, `passphrase` or `recovery`
    pub(crate) kind: &'static str,
    pub(crate) created: Option<String>,
    /// Whose keyring it is.
    pub(crate) machine: Option<String>,
    /// It is this machine's.
    pub(crate) here: bool,
}

#[derive(Debug, Serialize)]
pub(crate) struct ProgressRecord {
    pub(crate) done: usize,
    pub(crate) total: usize,
}

/// The answer of `vault recovery-code`.
#[derive(Debug, Serialize)]
pub(crate) struct RecoveryRecord {
    pub(crate) recovery_code: String,
}

/// The answer of `vault rotate`.
#[derive(Debug, Serialize)]
pub(crate) struct RotationRecord {
    /// Keys sealed anew.
    resealed: u64,
    /// Tokens whose sealed copies do not open; they were left as they are.
    damaged: Vec<i64>,
}

impl VaultRecord {
    pub(crate) fn of(protection: &KeyProtection) -> Self {
        let (state, reason) = match &protection.status {
            VaultStatus::Ready => ("empty", None),
            VaultStatus::NeedsPassphrase { keyring } => ("empty", Some(keyring.code())),
            VaultStatus::Unlocked { .. } => ("unlocked", None),
            VaultStatus::Locked { reason, .. } => ("locked", Some(self::reason(*reason))),
        };
        Self {
            state,
            reason,
            sealed_keys: protection.sealed_keys,
            damaged: protection.damaged,
            slots: protection.slots.iter().map(SlotRecord::of).collect(),
            rotation: protection.rotation.map(|Progress { done, total }| ProgressRecord { done, total }),
        }
    }
}

impl SlotRecord {
    pub(crate) fn of(slot: &SlotInfo) -> Self {
        Self {
            id: format!("{:032x}", u128::from_be_bytes(slot.id)),
            kind: slot.kind.as_str(),
            created: slot.created.map(moment),
            machine: slot.machine.clone(),
            here: slot.is_here,
        }
    }
}

impl RotationRecord {
    pub(crate) fn of(report: &RotationReport) -> Self {
        Self { resealed: report.resealed, damaged: report.damaged.iter().map(|id| id.0).collect() }
    }
}

const fn reason(reason: LockReason) -> &'static str {
    match reason {
        LockReason::Closed(LockCause::ByHand) => "by_hand",
        LockReason::Closed(LockCause::Idle) => "idle",
        LockReason::Closed(LockCause::Suspend) => "suspend",
        LockReason::Closed(LockCause::ScreenLock) => "screen_lock",
        LockReason::Passphrase => "passphrase",
        LockReason::Keyring { problem } => problem.code(),
    }
}

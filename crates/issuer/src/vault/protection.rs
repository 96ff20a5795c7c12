//! How the kept keys are protected: what the admin sees and decides on.

use chrono::{DateTime, Utc};
use tokendesk_vault::{SlotKind, VaultStatus};

use crate::{Desk, DeskError, Progress, desk::locked, place::machine_name};

/// The ways to open the vault, and how far a rotation is.
pub struct KeyProtection {
    /// How the vault stands.
    pub status: VaultStatus,
    /// The ways to open it, oldest first.
    pub slots: Vec<SlotInfo>,
    /// Keys that are kept, sealed.
    pub sealed_keys: u64,
    /// A rotation that is not finished; none: every key is sealed by the data key of now.
    pub rotation: Option<Progress>,
}

/// A way to open the vault.
pub struct SlotInfo {
    /// Its number.
    pub id: [u8; 16],
    /// What opens it.
    pub kind: SlotKind,
    /// When it was made; none: before this was written down.
    pub created: Option<DateTime<Utc>>,
    /// Whose keyring it is, where it is known.
    pub machine: Option<String>,
    /// It is this machine's.
    pub is_here: bool,
}

impl Desk {
    /// How the kept keys are protected.
    pub fn key_protection(&self) -> Result<KeyProtection, DeskError> {
        self.follow_slots()?;
        let read = self.store().read()?;
        let here = machine_name();
        let rows = read.vault_slots()?.into_iter().zip(read.slot_origins()?);
        let slots = rows.filter_map(|(row, (_, origin))| {
            Some(SlotInfo {
                id: row.id,
                kind: row.kind.parse().ok()?,
                created: origin.created_ms.and_then(DateTime::from_timestamp_millis),
                is_here: origin.machine.is_some() && origin.machine == here,
                machine: origin.machine,
            })
        });
        let slots: Vec<SlotInfo> = slots.collect();
        let current = read.vault_slots()?.first().map_or(0, |row| row.dek_id);
        let (sealed_keys, stale) = read.count_sealed_keys(current)?;
        let size = |count| usize::try_from(count).unwrap_or(usize::MAX);
        let rotation = (!read.retired_keys()?.is_empty())
            .then(|| Progress { done: size(sealed_keys - stale), total: size(sealed_keys) });
        let status = locked(&self.seat).vault().status();
        Ok(KeyProtection { status, slots, sealed_keys, rotation })
    }
}

//! How the kept keys are protected: what the admin sees and decides on.

use chrono::{DateTime, Utc};
use tokendesk_store_sqlite::{Read, SlotOrigin, SlotRow, StoreError};
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
    /// A rotation that is not finished; none: every key that opens is sealed by the data key of now.
    pub rotation: Option<Progress>,
    /// Sealed copies that do not open, where they are all that a rotation has left: they stay as they are, and an
    /// old data key that they name is kept for them.
    pub damaged: u64,
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
        let slots = slots(&read)?;
        let current = read.vault_slots()?.first().map_or(0, |row| row.dek_id);
        let (sealed_keys, stale) = read.count_sealed_keys(current)?;
        let size = |count| usize::try_from(count).unwrap_or(usize::MAX);
        let goes_on = self.goes_on_with(&read, stale)?;
        let rotation =
            goes_on.then(|| Progress { done: size(sealed_keys - stale), total: size(sealed_keys) });
        let damaged = if goes_on { 0 } else { stale };
        let status = locked(&self.seat).vault().status();
        Ok(KeyProtection { status, slots, sealed_keys, rotation, damaged })
    }

    /// The ways to open the vault, oldest first; unlike [`Desk::key_protection`] without a look at each sealed key.
    pub fn slots(&self) -> Result<Vec<SlotInfo>, DeskError> {
        self.follow_slots()?;
        Ok(slots(&self.store().read()?)?)
    }
}

fn slots(read: &Read<'_>) -> Result<Vec<SlotInfo>, StoreError> {
    let here = machine_name();
    let rows = read.vault_slots()?.into_iter().zip(read.slot_origins()?);
    let slot = |(row, (_, origin)): (SlotRow, (_, SlotOrigin))| {
        Some(SlotInfo {
            id: row.id,
            kind: row.kind.parse().ok()?,
            created: origin.created_ms.and_then(DateTime::from_timestamp_millis),
            is_here: origin.machine.is_some() && origin.machine == here,
            machine: origin.machine,
        })
    };
    Ok(rows.filter_map(slot).collect())
}

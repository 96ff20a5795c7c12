//! The vault's records as rows of the data file, and back.

use tokendesk_store_sqlite::{Read, RetiredKeyRow, SlotRow, StoreError};
use tokendesk_vault::{DekId, RetiredKey, Slot, SlotKind, SlotRecord, SlotsError, Vault, VaultId};

/// What the data file says of its vault, row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct VaultRows {
    pub(super) id: [u8; 16],
    pub(super) slots: Vec<SlotRow>,
    pub(super) retired: Vec<RetiredKeyRow>,
}

impl VaultRows {
    pub(super) fn read(read: &Read<'_>) -> Result<Self, StoreError> {
        // Each statement sees a moment of its own; a rotation between them changes every slot.
        loop {
            let id = read.vault_id()?;
            let rows = Self { id, slots: read.vault_slots()?, retired: read.retired_keys()? };
            if read.vault_slots()? == rows.slots && read.vault_id()? == id {
                return Ok(rows);
            }
        }
    }

    pub(super) fn vault(&self) -> Result<Vault, StoreError> {
        let (slots, retired) = self.checked()?;
        Vault::new(VaultId::from_bytes(self.id), slots, retired).map_err(contradiction)
    }

    pub(super) fn reload(&self, vault: &mut Vault) -> Result<(), StoreError> {
        let (slots, retired) = self.checked()?;
        vault.reload(slots, retired).map_err(contradiction)?;
        Ok(())
    }

    fn checked(&self) -> Result<(Vec<Slot>, Vec<RetiredKey>), StoreError> {
        let slots = self.slots.iter().map(slot).collect::<Result<_, _>>()?;
        let retired = self.retired.iter().map(retired).collect::<Result<_, _>>()?;
        Ok((slots, retired))
    }
}

/// Whether these are exactly the slots in the file, in any order.
pub(super) fn are_exactly(rows: &[SlotRow], expected: &[Slot]) -> bool {
    rows.len() == expected.len() && expected.iter().all(|slot| rows.contains(&row(slot)))
}

pub(super) fn row(slot: &Slot) -> SlotRow {
    let record = slot.record();
    SlotRow {
        id: record.id,
        dek_id: record.dek_id,
        kind: record.kind.as_str().to_owned(),
        salt: record.salt,
        memory_kib: record.memory_kib,
        passes: record.passes,
        lanes: record.lanes,
        wrapped: record.wrapped,
    }
}

pub(super) fn retired_row(key: &RetiredKey) -> RetiredKeyRow {
    RetiredKeyRow { dek_id: key.id().get(), sealed: key.as_bytes().to_vec() }
}

fn slot(row: &SlotRow) -> Result<Slot, StoreError> {
    let record = SlotRecord {
        id: row.id,
        dek_id: row.dek_id,
        kind: row.kind.parse::<SlotKind>().map_err(|_| damaged("kind"))?,
        salt: row.salt,
        memory_kib: row.memory_kib,
        passes: row.passes,
        lanes: row.lanes,
        wrapped: row.wrapped.clone(),
    };
    Slot::try_from(record).map_err(|_| damaged("wrapped"))
}

fn retired(row: &RetiredKeyRow) -> Result<RetiredKey, StoreError> {
    let damaged = |_| stray(row.dek_id);
    RetiredKey::from_stored(DekId::new(row.dek_id), row.sealed.clone()).map_err(damaged)
}

fn contradiction(error: SlotsError) -> StoreError {
    match error {
        SlotsError::StrayDataKey { id } => stray(id.get()),
        _ => damaged("id"),
    }
}

fn stray(dek_id: u32) -> StoreError {
    StoreError::Corrupt { table: "retired_data_keys", column: "sealed", row: dek_id.into() }
}

const fn damaged(column: &'static str) -> StoreError {
    StoreError::Corrupt { table: "vault_slots", column, row: 0 }
}

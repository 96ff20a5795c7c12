//! A slot as the columns that are stored, and what a file may not contain.

use super::{Slot, SlotKind, SlotLock, VERSION, WRAPPED_LEN};
use crate::{DekId, KdfParams, SlotId};

/// A slot as columns. Nothing in it is secret without the keyring or the passphrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotRecord {
    /// See [`SlotId`].
    pub id: [u8; 16],
    /// See [`DekId`].
    pub dek_id: u32,
    /// Says which of the next four are there: all for a passphrase, none for the keyring.
    pub kind: SlotKind,
    /// Random salt of the key derivation.
    pub salt: Option<[u8; 16]>,
    /// Memory of the key derivation, KiB.
    pub memory_kib: Option<u32>,
    /// Passes of the key derivation.
    pub passes: Option<u32>,
    /// Lanes of the key derivation.
    pub lanes: Option<u32>,
    /// `version 1 | nonce 24 | data key 32 | tag 16`: 73 bytes.
    pub wrapped: Vec<u8>,
}

/// Why a record is no slot.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SlotError {
    /// The wrapped key is not 73 bytes long.
    #[error("wrapped key has {length} bytes instead of {WRAPPED_LEN}")]
    Length {
        /// Bytes that are there.
        length: usize,
    },
    /// Written by a newer program, or damaged in its first byte.
    #[error("wrapped key has the unknown version {found}")]
    UnknownVersion {
        /// The first byte.
        found: u8,
    },
    /// A passphrase slot without its parameters.
    #[error("passphrase slot without salt or parameters")]
    ParamsMissing,
    /// A keyring slot with parameters.
    #[error("keyring slot with salt or parameters")]
    ParamsUnexpected,
    /// Parameters so weak or so heavy that they are not obeyed.
    #[error("key derivation with {memory_kib} KiB, {passes} passes, {lanes} lanes is out of bounds")]
    ParamsOutOfBounds {
        /// Memory, KiB.
        memory_kib: u32,
        /// Passes.
        passes: u32,
        /// Lanes.
        lanes: u32,
    },
}

impl Slot {
    /// The columns to store.
    pub fn record(&self) -> SlotRecord {
        let (salt, params) = match self.lock {
            SlotLock::Keyring => (None, None),
            SlotLock::Passphrase { salt, params } => (Some(salt), Some(params)),
        };
        SlotRecord {
            id: self.id.to_bytes(),
            dek_id: self.dek_id.get(),
            kind: self.kind(),
            salt,
            memory_kib: params.map(KdfParams::memory_kib),
            passes: params.map(KdfParams::passes),
            lanes: params.map(KdfParams::lanes),
            wrapped: self.wrapped.clone(),
        }
    }
}

impl TryFrom<SlotRecord> for Slot {
    type Error = SlotError;

    fn try_from(record: SlotRecord) -> Result<Self, SlotError> {
        match record.wrapped.first() {
            Some(&VERSION) | None => {}
            Some(&found) => return Err(SlotError::UnknownVersion { found }),
        }
        if record.wrapped.len() != WRAPPED_LEN {
            return Err(SlotError::Length { length: record.wrapped.len() });
        }
        let columns = (record.salt, record.memory_kib, record.passes, record.lanes);
        let lock = match (record.kind, columns) {
            (SlotKind::Keyring, (None, None, None, None)) => SlotLock::Keyring,
            (SlotKind::Keyring, _) => return Err(SlotError::ParamsUnexpected),
            (SlotKind::Passphrase, (Some(salt), Some(memory_kib), Some(passes), Some(lanes))) => {
                let params = KdfParams::checked(memory_kib, passes, lanes)
                    .map_err(|_| SlotError::ParamsOutOfBounds { memory_kib, passes, lanes })?;
                SlotLock::Passphrase { salt, params }
            }
            (SlotKind::Passphrase, _) => return Err(SlotError::ParamsMissing),
        };
        Ok(Self {
            id: SlotId::from_bytes(record.id),
            dek_id: DekId::new(record.dek_id),
            lock,
            wrapped: record.wrapped,
        })
    }
}

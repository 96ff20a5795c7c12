//! A slot as the columns that are stored, and what a file may not contain.

use super::{DIRECT, DIRECT_LEN, ENVELOPE, ENVELOPE_LEN, Slot, SlotKind, SlotLock};
use crate::{DekId, KdfParams, SlotId};

/// A slot as columns. Nothing in it is secret without the keyring or the passphrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotRecord {
    /// See [`SlotId`].
    pub id: [u8; 16],
    /// See [`DekId`].
    pub dek_id: u32,
    /// Says which of the next four are there: all for a passphrase, the salt for a recovery code, none for
    /// the keyring.
    pub kind: SlotKind,
    /// Random salt of the key derivation.
    pub salt: Option<[u8; 16]>,
    /// Memory of the key derivation, KiB.
    pub memory_kib: Option<u32>,
    /// Passes of the key derivation.
    pub passes: Option<u32>,
    /// Lanes of the key derivation.
    pub lanes: Option<u32>,
    /// 153 bytes, or 73 in files of Tokendesk 0.1; see [`Slot`].
    pub wrapped: Vec<u8>,
}

/// Why a record is no slot.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SlotError {
    /// The wrapped key is cut off or too long.
    #[error("wrapped key has {length} bytes, which no version has")]
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
    /// A passphrase or recovery slot without its parameters.
    #[error("slot without salt or parameters")]
    ParamsMissing,
    /// A keyring or recovery slot with parameters of another kind.
    #[error("slot with salt or parameters of another kind")]
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
            SlotLock::Recovery { salt } => (Some(salt), None),
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
        let length = record.wrapped.len();
        match record.wrapped.first() {
            Some(&DIRECT) if length == DIRECT_LEN => {}
            Some(&ENVELOPE) if length == ENVELOPE_LEN => {}
            Some(&(DIRECT | ENVELOPE)) | None => return Err(SlotError::Length { length }),
            Some(&found) => return Err(SlotError::UnknownVersion { found }),
        }
        let columns = (record.salt, record.memory_kib, record.passes, record.lanes);
        let lock = match (record.kind, columns) {
            (SlotKind::Keyring, (None, None, None, None)) => SlotLock::Keyring,
            (SlotKind::Passphrase, (Some(salt), Some(memory_kib), Some(passes), Some(lanes))) => {
                let params = KdfParams::checked(memory_kib, passes, lanes)
                    .map_err(|_| SlotError::ParamsOutOfBounds { memory_kib, passes, lanes })?;
                SlotLock::Passphrase { salt, params }
            }
            (SlotKind::Recovery, (Some(salt), None, None, None)) => SlotLock::Recovery { salt },
            (SlotKind::Keyring, _) | (SlotKind::Recovery, (Some(_), ..)) => {
                return Err(SlotError::ParamsUnexpected);
            }
            (SlotKind::Passphrase | SlotKind::Recovery, _) => return Err(SlotError::ParamsMissing),
        };
        Ok(Self {
            id: SlotId::from_bytes(record.id),
            dek_id: DekId::new(record.dek_id),
            lock,
            wrapped: record.wrapped,
        })
    }
}

//! A slot: the data key, wrapped under one key-encryption key.
//!
//! Wrapped form: `version 1 | nonce 24 | data key 32 | tag 16`, bound to the vault and to every column
//! of its record.

mod record;

pub use record::{SlotError, SlotRecord};

use std::str::FromStr;

use zeroize::Zeroizing;

use crate::aead::{self, KEY_LEN, NONCE_LEN, Nonce, TAG_LEN};
use crate::data_key::DataKey;
use crate::key_encryption_key::KeyEncryptionKey;
use crate::{DekId, KdfParams, SlotId, VaultId};

/// Keeps wrapped data keys apart from everything else that is sealed here.
const DOMAIN: &[u8] = b"tokendesk data key slot";
const VERSION: u8 = 1;
const WRAPPED_LEN: usize = 1 + NONCE_LEN + KEY_LEN + TAG_LEN;

/// Where a slot's key comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SlotKind {
    /// A random key in the operating system's keyring.
    Keyring,
    /// A key derived from a passphrase.
    Passphrase,
}

impl SlotKind {
    /// As it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Keyring => "keyring",
            Self::Passphrase => "passphrase",
        }
    }
}

/// The text names no slot kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a kind of slot")]
pub struct UnknownSlotKind;

impl FromStr for SlotKind {
    type Err = UnknownSlotKind;

    fn from_str(text: &str) -> Result<Self, UnknownSlotKind> {
        match text {
            "keyring" => Ok(Self::Keyring),
            "passphrase" => Ok(Self::Passphrase),
            _ => Err(UnknownSlotKind),
        }
    }
}

/// A well-formed slot. Whether it opens only its key can tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    id: SlotId,
    dek_id: DekId,
    lock: SlotLock,
    wrapped: Vec<u8>,
}

/// What a slot's key is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SlotLock {
    Keyring,
    Passphrase { salt: [u8; 16], params: KdfParams },
}

/// The key does not fit the slot, or the slot is damaged; which of them can't be told.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct WrongKey;

impl Slot {
    /// Its id.
    pub fn id(&self) -> SlotId {
        self.id
    }

    /// The data key it wraps.
    pub fn dek_id(&self) -> DekId {
        self.dek_id
    }

    /// Where its key comes from.
    pub fn kind(&self) -> SlotKind {
        match self.lock {
            SlotLock::Keyring => SlotKind::Keyring,
            SlotLock::Passphrase { .. } => SlotKind::Passphrase,
        }
    }

    pub(crate) fn lock(&self) -> SlotLock {
        self.lock
    }

    /// Wraps `data_key` into a new slot.
    pub(crate) fn wrap(
        id: SlotId,
        vault: VaultId,
        lock: SlotLock,
        data_key: &DataKey,
        key: &KeyEncryptionKey,
        nonce: Nonce,
    ) -> Self {
        let mut slot = Self { id, dek_id: data_key.id(), lock, wrapped: Vec::new() };
        let mut wrapped = Vec::with_capacity(WRAPPED_LEN);
        wrapped.push(VERSION);
        let associated = slot.associated(vault);
        aead::seal_into(&mut wrapped, key.expose(), &associated, data_key.expose(), nonce);
        slot.wrapped = wrapped;
        slot
    }

    /// The data key, if `key` is the one that wrapped it for this vault.
    pub(crate) fn unwrap(&self, vault: VaultId, key: &KeyEncryptionKey) -> Result<DataKey, WrongKey> {
        let plain = aead::open(key.expose(), &self.associated(vault), &self.wrapped[1..])
            .map_err(|aead::NotAuthentic| WrongKey)?;
        let mut bytes = Zeroizing::new([0; KEY_LEN]);
        bytes.copy_from_slice(&plain);
        Ok(DataKey::from_bytes(self.dek_id, bytes))
    }

    /// The name of the slot's entry in the keyring.
    pub(crate) fn keyring_account(&self, vault: VaultId) -> String {
        keyring_account(vault, self.id)
    }

    /// Every part has a fixed length for its kind, and the kind comes before the parts that vary.
    fn associated(&self, vault: VaultId) -> Vec<u8> {
        let mut out =
            [DOMAIN, &[VERSION], &vault.to_bytes(), &self.id.to_bytes(), &self.dek_id.get().to_be_bytes()]
                .concat();
        match self.lock {
            SlotLock::Keyring => out.push(1),
            SlotLock::Passphrase { salt, params } => {
                out.push(2);
                out.extend_from_slice(&salt);
                for number in [params.memory_kib(), params.passes(), params.lanes()] {
                    out.extend_from_slice(&number.to_be_bytes());
                }
            }
        }
        out
    }
}

/// `<vault id>.<slot id>`: unique per slot, so that two programs never share an entry.
pub(crate) fn keyring_account(vault: VaultId, slot: SlotId) -> String {
    format!("{vault}.{slot}")
}

#[cfg(test)]
mod tests;

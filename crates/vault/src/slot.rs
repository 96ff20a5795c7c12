//! A slot: the data key, wrapped for one key-encryption key.
//!
//! Wrapped form: `version 2 |` [`envelope`], bound to the vault and to every column of its record. Files of
//! Tokendesk 0.1 have `version 1 | nonce 24 | data key 32 | tag 16`, sealed with the slot's key itself;
//! they open as before and become version 2 when the data key is rotated.

mod envelope;
mod record;

pub(crate) use envelope::PublicKey;
pub use record::{SlotError, SlotRecord};

use std::str::FromStr;

use rand::CryptoRng;
use zeroize::Zeroizing;

use crate::aead::{self, KEY_LEN, NONCE_LEN, TAG_LEN};
use crate::data_key::DataKey;
use crate::key_encryption_key::KeyEncryptionKey;
use crate::{DekId, KdfParams, SlotId, VaultId};

/// Keeps wrapped data keys apart from everything else that is sealed here.
const DOMAIN: &[u8] = b"tokendesk data key slot";
/// Sealed with the slot's key; read, and not written any more.
const DIRECT: u8 = 1;
/// In an envelope.
const ENVELOPE: u8 = 2;
const DIRECT_LEN: usize = 1 + NONCE_LEN + KEY_LEN + TAG_LEN;
const ENVELOPE_LEN: usize = 1 + envelope::LEN;

/// Where a slot's key comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SlotKind {
    /// A random key in the operating system's keyring.
    Keyring,
    /// A key derived from a passphrase.
    Passphrase,
    /// A key derived from a recovery code.
    Recovery,
}

impl SlotKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Keyring, Self::Passphrase, Self::Recovery];

    /// As it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Keyring => "keyring",
            Self::Passphrase => "passphrase",
            Self::Recovery => "recovery",
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
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(UnknownSlotKind)
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
    Passphrase {
        salt: [u8; 16],
        params: KdfParams,
    },
    /// A recovery code is too long to be guessed: a salt, and no costly work.
    Recovery {
        salt: [u8; 16],
    },
}

/// The key does not fit the slot, or the slot is damaged; which of them can't be told.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct WrongKey;

/// Why a slot can't be given another data key, and does not surely open the vault.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NotRewrapped {
    /// Of Tokendesk 0.1, and its secret was not given since the start.
    SecretNeeded,
    /// Nobody who had the data key made it.
    Foreign,
}

/// What a slot's key gave.
#[derive(Debug)]
pub(crate) struct Unwrapped {
    pub(crate) slot: SlotId,
    pub(crate) data_key: DataKey,
    /// For putting another data key into this slot.
    pub(crate) public: PublicKey,
}

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
            SlotLock::Recovery { .. } => SlotKind::Recovery,
        }
    }

    pub(crate) fn lock(&self) -> SlotLock {
        self.lock
    }

    /// Wraps `data_key` into a new slot.
    pub(crate) fn wrap<R: CryptoRng + ?Sized>(
        id: SlotId,
        vault: VaultId,
        lock: SlotLock,
        data_key: &DataKey,
        public: PublicKey,
        rng: &mut R,
    ) -> Self {
        let mut slot = Self { id, dek_id: data_key.id(), lock, wrapped: vec![ENVELOPE] };
        let associated = slot.associated(vault);
        envelope::seal(&mut slot.wrapped, public, &associated, data_key.expose(), rng);
        slot
    }

    /// The same slot with another data key in it. `known`: its public key, where its secret was given.
    pub(crate) fn rewrap<R: CryptoRng + ?Sized>(
        &self,
        vault: VaultId,
        known: Option<PublicKey>,
        from: &DataKey,
        to: &DataKey,
        rng: &mut R,
    ) -> Result<Self, NotRewrapped> {
        let public = self.recipient(vault, known, from)?;
        Ok(Self::wrap(self.id, vault, self.lock, to, public, rng))
    }

    /// Whom the slot is for, if somebody who had the data key made it. `known`: its public key, where its secret
    /// was given.
    pub(crate) fn recipient(
        &self,
        vault: VaultId,
        known: Option<PublicKey>,
        data_key: &DataKey,
    ) -> Result<PublicKey, NotRewrapped> {
        match (known, &*self.wrapped) {
            (_, [ENVELOPE, envelope @ ..]) => {
                if !envelope::is_proven(envelope, &self.associated(vault), data_key.expose()) {
                    return Err(NotRewrapped::Foreign);
                }
                Ok(envelope::public_key(envelope))
            }
            (Some(public), _) => Ok(public),
            (None, _) => Err(NotRewrapped::SecretNeeded),
        }
    }

    /// The data key, if `key` is the one that it was wrapped for in this vault.
    pub(crate) fn unwrap(&self, vault: VaultId, key: &KeyEncryptionKey) -> Result<Unwrapped, WrongKey> {
        let associated = self.associated(vault);
        let bytes = match &*self.wrapped {
            [ENVELOPE, envelope @ ..] => envelope::open(envelope, key, &associated)?,
            wrapped => {
                let plain = aead::open(key.expose(), &associated, &wrapped[1..])
                    .map_err(|aead::NotAuthentic| WrongKey)?;
                let mut bytes = Zeroizing::new([0; KEY_LEN]);
                bytes.copy_from_slice(&plain);
                bytes
            }
        };
        let data_key = DataKey::from_bytes(self.dek_id, bytes);
        Ok(Unwrapped { slot: self.id, data_key, public: PublicKey::of(key) })
    }

    /// The name of the slot's entry in the keyring.
    pub(crate) fn keyring_account(&self, vault: VaultId) -> String {
        keyring_account(vault, self.id)
    }

    /// Every part has a fixed length for its kind, and the kind comes before the parts that vary.
    fn associated(&self, vault: VaultId) -> Vec<u8> {
        let version = self.wrapped[0];
        let mut out =
            [DOMAIN, &[version], &vault.to_bytes(), &self.id.to_bytes(), &self.dek_id.get().to_be_bytes()]
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
            SlotLock::Recovery { salt } => {
                out.push(3);
                out.extend_from_slice(&salt);
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

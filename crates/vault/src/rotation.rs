//! Giving the vault a new data key, and sealing the kept keys anew under it.
//!
//! First the slots: in one step all of them hold the new data key, and the old one stands sealed under it
//! ([`RetiredKey`]). Then the sealed keys, in whatever batches the caller likes. So at every moment each
//! sealed key opens with a data key that every slot leads to. When no sealed key needs it any more, the
//! caller drops the retired key.

use std::sync::Arc;

use rand::CryptoRng;

use crate::data_key::DataKey;
use crate::slot::{NotRewrapped, PublicKey};
use crate::{DekId, NotUnlocked, RetiredKey, SealError, SealedKey, Slot, SlotId, SlotKind, VaultId};

/// A new data key that is not persisted yet.
///
/// Persist it in one transaction, and only if the file holds exactly the slots of [`Rotation::expected`].
/// Then [`crate::Vault::adopt_rotation`]; or drop it.
#[derive(Debug)]
#[must_use = "persist and adopt it"]
pub struct Rotation {
    pub(crate) expected: Vec<Slot>,
    pub(crate) slots: Vec<Slot>,
    pub(crate) retired: Vec<RetiredKey>,
    pub(crate) key: Arc<DataKey>,
    /// What had opened the vault.
    pub(crate) by: SlotKind,
    pub(crate) locks: u64,
}

/// Why the data key can't be rotated now.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RotationError {
    /// Unlock first; or there is no data key yet.
    #[error(transparent)]
    NotUnlocked(#[from] NotUnlocked),
    /// Slots of Tokendesk 0.1 that only their own secret can write again: unlock once with each of them,
    /// set them anew, or remove them.
    #[error("{} slots of an older version need their secret once", .0.len())]
    SecretsNeeded(Vec<SlotId>),
    /// This slot was made by nobody who could open the vault: it would hand the new data key to a
    /// stranger. Remove it.
    #[error("slot {0} was not made by this vault")]
    ForeignSlot(SlotId),
    /// A retired data key does not open, so it can't be kept under a new one; keys that need it would be
    /// lost even if the file were repaired.
    #[error("retired data key {} is damaged", .0.get())]
    DamagedKey(DekId),
}

impl Rotation {
    /// The slots that the file must hold, in any order, for the rotation to be persisted.
    pub fn expected(&self) -> &[Slot] {
        &self.expected
    }

    /// The slots that take their place; the ids stay.
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// All retired data keys that the file has to hold from now on, in place of those before.
    pub fn retired(&self) -> &[RetiredKey] {
        &self.retired
    }
}

/// Seals keys anew under the data key of now. Holds data keys: not to be kept longer than a batch takes.
#[derive(Debug)]
pub struct Resealer {
    pub(crate) vault: VaultId,
    pub(crate) current: Arc<DataKey>,
    pub(crate) retired: Vec<Arc<DataKey>>,
}

impl Resealer {
    /// The data key that everything is sealed under in the end.
    pub fn current(&self) -> DekId {
        self.current.id()
    }

    /// Opens the sealed key of the token whose key has this SHA-256, and seals it anew.
    pub fn reseal<R: CryptoRng + ?Sized>(
        &self,
        key_sha256: &[u8; 32],
        sealed: &[u8],
        rng: &mut R,
    ) -> Result<SealedKey, SealError> {
        let key = opened(&self.current, &self.retired, self.vault, key_sha256, sealed)?;
        Ok(self.current.seal(self.vault, &key, rng))
    }
}

/// Opens a sealed key with whichever of the data keys sealed it.
pub(crate) fn opened(
    current: &DataKey,
    retired: &[Arc<DataKey>],
    vault: VaultId,
    key_sha256: &[u8; 32],
    sealed: &[u8],
) -> Result<zeroize::Zeroizing<String>, SealError> {
    match current.open(vault, key_sha256, sealed) {
        Err(SealError::OtherDataKey { found, held }) => {
            let key = retired.iter().find(|key| key.id() == found);
            key.ok_or(SealError::OtherDataKey { found, held })?.open(vault, key_sha256, sealed)
        }
        answer => answer,
    }
}

/// All slots with the new data key in them, or all that stand in the way.
pub(crate) fn rewrapped<R: CryptoRng + ?Sized>(
    slots: &[Slot],
    known: impl Fn(SlotId) -> Option<PublicKey>,
    vault: VaultId,
    (from, to): (&DataKey, &DataKey),
    rng: &mut R,
) -> Result<Vec<Slot>, RotationError> {
    let mut done = Vec::new();
    let mut needed = Vec::new();
    for slot in slots {
        match slot.rewrap(vault, known(slot.id()), from, to, rng) {
            Ok(slot) => done.push(slot),
            Err(NotRewrapped::SecretNeeded) => needed.push(slot.id()),
            Err(NotRewrapped::Foreign) => return Err(RotationError::ForeignSlot(slot.id())),
        }
    }
    if needed.is_empty() { Ok(done) } else { Err(RotationError::SecretsNeeded(needed)) }
}

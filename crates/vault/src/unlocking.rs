//! Unlocking with a passphrase: slow by design, and run without the caller's mutex.

use crate::data_key::DataKey;
use crate::slot::SlotLock;
use crate::{KdfError, Passphrase, Slot, SlotId, VaultId};

/// A passphrase to try; made by [`crate::Vault::plan_unlock`].
#[derive(Debug)]
#[must_use = "nothing was tried yet"]
pub struct PassphraseUnlock {
    pub(crate) vault: VaultId,
    /// The passphrase slots.
    pub(crate) slots: Vec<Slot>,
    pub(crate) passphrase: Passphrase,
    pub(crate) locks: u64,
}

/// The passphrase was right; for [`crate::Vault::unlocked`].
#[derive(Debug)]
#[must_use = "the vault is not unlocked yet"]
pub struct UnlockedKey {
    pub(crate) slot: SlotId,
    pub(crate) key: DataKey,
    pub(crate) locks: u64,
}

/// Why a passphrase did not unlock the vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnlockError {
    /// Not the passphrase of this vault. (A damaged slot looks the same.)
    #[error("wrong passphrase")]
    WrongPassphrase,
    /// The vault has no passphrase.
    #[error("the vault has no passphrase")]
    NoPassphrase,
    /// The machine could not do the derivation.
    #[error(transparent)]
    Kdf(#[from] KdfError),
}

impl PassphraseUnlock {
    /// Tries the passphrase: about half a second of one core, and 64 MiB or what the slot asks for.
    pub fn run(self) -> Result<UnlockedKey, UnlockError> {
        for slot in &self.slots {
            let SlotLock::Passphrase { salt, params } = slot.lock() else { continue };
            let key = params.derive(&self.passphrase, &salt)?;
            if let Ok(key) = slot.unwrap(self.vault, &key) {
                return Ok(UnlockedKey { slot: slot.id(), key, locks: self.locks });
            }
        }
        Err(UnlockError::WrongPassphrase)
    }
}

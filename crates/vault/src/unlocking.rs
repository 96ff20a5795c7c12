//! Unlocking with what somebody types, a passphrase or a recovery code: slow by design, and run without
//! the caller's mutex.

use zeroize::Zeroizing;

use crate::slot::{SlotLock, Unwrapped};
use crate::{KdfError, Passphrase, RecoveryCode, RecoveryCodeError, Slot, SlotKind, VaultId};

/// A text to try; made by [`crate::Vault::plan_unlock`].
#[must_use = "nothing was tried yet"]
pub struct TypedUnlock {
    pub(crate) vault: VaultId,
    /// The passphrase and recovery slots.
    pub(crate) slots: Vec<Slot>,
    pub(crate) typed: Zeroizing<String>,
    pub(crate) locks: u64,
}

/// The text was right; for [`crate::Vault::unlocked`].
#[derive(Debug)]
#[must_use = "the vault is not unlocked yet"]
pub struct UnlockedKey {
    pub(crate) opened: Unwrapped,
    pub(crate) locks: u64,
}

/// Why a text did not unlock the vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnlockError {
    /// Neither the passphrase nor the recovery code of this vault. (A damaged slot looks the same.)
    #[error("wrong passphrase")]
    WrongPassphrase,
    /// A recovery code without a slip in it, but not this vault's.
    #[error("the recovery code belongs to another vault, or was replaced")]
    WrongRecoveryCode,
    /// It looks like a recovery code with a slip in it.
    #[error("the recovery code is mistyped")]
    MistypedRecoveryCode,
    /// The vault has neither a passphrase nor a recovery code.
    #[error("the vault has no passphrase")]
    NoPassphrase,
    /// The machine could not do the derivation.
    #[error(transparent)]
    Kdf(#[from] KdfError),
}

impl TypedUnlock {
    /// Tries it: nearly nothing for a recovery code; about half a second of one core, and 64 MiB or what
    /// the slot asks for, for a passphrase.
    pub fn run(self) -> Result<UnlockedKey, UnlockError> {
        let code = RecoveryCode::parse(&self.typed);
        // What could never have been set is wrong, not badly formed.
        let passphrase = Passphrase::parse(&self.typed).ok();
        for slot in &self.slots {
            let key = match (slot.lock(), &code, &passphrase) {
                (SlotLock::Recovery { salt }, Ok(code), _) => code.derive(&salt),
                (SlotLock::Passphrase { salt, params }, _, Some(passphrase)) => {
                    params.derive(passphrase, &salt)?
                }
                _ => continue,
            };
            if let Ok(opened) = slot.unwrap(self.vault, &key) {
                return Ok(UnlockedKey { opened, locks: self.locks });
            }
        }
        let has_recovery = self.slots.iter().any(|slot| slot.kind() == SlotKind::Recovery);
        Err(match code {
            Ok(_) if has_recovery => UnlockError::WrongRecoveryCode,
            Err(RecoveryCodeError::Mistyped) if has_recovery => UnlockError::MistypedRecoveryCode,
            _ => UnlockError::WrongPassphrase,
        })
    }
}

/// Shows nothing of what was typed.
impl std::fmt::Debug for TypedUnlock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TypedUnlock").field("slots", &self.slots).finish_non_exhaustive()
    }
}

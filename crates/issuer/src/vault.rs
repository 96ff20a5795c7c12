//! The vault at the desk: opening it, setting it up, sealing the first key.
//!
//! Another program may change the same file's vault at any moment. So the slots in the file are compared before
//! each use, and a change is kept only if the slots are still those that it was planned on.

mod problem;
mod protection;
mod rotation;
mod rows;
mod slots;

use tokendesk_store_sqlite::{Store, StoreError};
use tokendesk_vault::{
    LockCause, LockReason, Prompting, RecoveryDraft, RetiredKey, SealedKey, SlotChange, Vault, VaultStatus,
};

pub(crate) use self::problem::refused;
pub use self::{
    problem::VaultProblem,
    protection::{KeyProtection, SlotInfo},
    rotation::{RotationReport, Watcher},
    slots::WrittenCode,
};
use self::{problem::unlock_refused, rows::VaultRows};
use crate::{Desk, DeskError, desk::locked, random::DrawAhead};

/// A vault and the rows it was made of.
pub(crate) struct VaultSeat {
    vault: Vault,
    rows: VaultRows,
    /// A recovery code that was shown and not confirmed yet.
    draft: Option<RecoveryDraft>,
    /// Retired data keys that are kept for damaged copies alone: no rotation goes on while they are the same.
    settled: Vec<RetiredKey>,
}

impl VaultSeat {
    pub(crate) fn of(store: &Store) -> Result<Self, StoreError> {
        let read = store.read()?;
        let rows = VaultRows::read(&read)?;
        let vault = rows.vault()?;
        Ok(Self { vault, rows, draft: None, settled: Vec::new() })
    }

    pub(crate) const fn vault(&self) -> &Vault {
        &self.vault
    }
}

impl Desk {
    /// How the vault stands.
    pub fn vault_status(&self) -> VaultStatus {
        locked(&self.seat).vault.status()
    }

    /// Asks the keyring, as a start does. Slow: up to the keyring's time limit.
    pub fn open_vault(&self) -> VaultStatus {
        self.ask_keyring(Prompting::Forbidden)
    }

    /// Asks the keyring again, which may now ask the admin. Slow: waits for a person.
    pub fn retry_keyring(&self) -> VaultStatus {
        self.ask_keyring(Prompting::Allowed)
    }

    /// Locks the vault; sealed keys stay sealed until it is unlocked.
    pub fn lock_vault(&self, cause: LockCause) -> VaultStatus {
        let mut seat = locked(&self.seat);
        seat.draft = None;
        seat.vault.lock(cause)
    }

    /// Unlocks the vault with its passphrase or recovery code. Slow: a password hash.
    pub fn unlock_vault(&self, typed: &str) -> Result<VaultStatus, DeskError> {
        self.follow_slots()?;
        let refused = |error| unlock_refused(error, self.vault_status());
        let plan = locked(&self.seat).vault.plan_unlock(typed);
        let unlocked = plan.map_err(refused)?.run().map_err(refused)?;
        Ok(locked(&self.seat).vault.unlocked(unlocked))
    }

    /// Refuses while the vault is locked or holds nothing.
    pub fn need_unlocked(&self) -> Result<(), DeskError> {
        self.follow_slots()?;
        locked(&self.seat).vault.resealer().map(drop).map_err(refused)
    }

    /// Makes sure that the vault can seal: sets the keyring slot up where nothing is sealed yet.
    /// `Some`: a set-up that [`Desk::keep_with`] has to keep in the same transaction as the first sealed key.
    /// Goes by the slots that were followed last, as [`Desk::issue_rules`] does.
    pub(crate) fn ready_to_seal(&self) -> Result<Option<SlotChange>, DeskError> {
        let status = self.vault_status();
        match status {
            VaultStatus::Unlocked { .. } => return Ok(None),
            VaultStatus::Ready | VaultStatus::NeedsPassphrase { .. } => {}
            VaultStatus::Locked { .. } => return Err(VaultProblem::Locked(status).into()),
        }
        let plan = locked(&self.seat).vault.plan_keyring_slot(&mut Self::rng()).map_err(refused)?;
        match plan.run(&*self.keyring) {
            Ok(change) => Ok(Some(change)),
            Err(problem) => {
                let status = locked(&self.seat).vault.keyring_failed(problem);
                Err(VaultProblem::NeedsPassphrase(status).into())
            }
        }
    }

    pub(crate) fn seal(
        &self,
        change: Option<&SlotChange>,
        key: &str,
        rng: &mut DrawAhead,
    ) -> Result<SealedKey, DeskError> {
        match change {
            Some(change) => Ok(change.seal(key, rng)),
            None => locked(&self.seat).vault.seal(key, rng).map_err(refused),
        }
    }

    /// After a set-up could not be kept.
    pub(crate) fn discard(&self, change: Option<SlotChange>) {
        if let Some(change) = change {
            change.discard(&*self.keyring);
        }
    }

    /// After a change of the slots was kept.
    pub(crate) fn adopt(&self, change: SlotChange) -> VaultStatus {
        locked(&self.seat).vault.adopt(change)
    }

    /// Follows the slots in the file, which another program may have changed; asks the keyring for new ones.
    pub fn follow_slots(&self) -> Result<(), DeskError> {
        {
            // Locked first: what was read before somebody else's change must not be taken for the newer.
            let mut seat = locked(&self.seat);
            let rows = VaultRows::read(&self.store().read()?)?;
            if seat.rows == rows {
                return Ok(());
            }
            let closed =
                matches!(seat.vault.status(), VaultStatus::Locked { reason: LockReason::Closed(_), .. });
            if seat.rows.id == rows.id {
                rows.reload(&mut seat.vault)?;
            } else {
                // Another desk's backup was put into a new file.
                (seat.vault, seat.draft) = (rows.vault()?, None);
            }
            seat.rows = rows;
            // Only the admin takes back a lock; the keyring would open the vault unasked.
            if closed || matches!(seat.vault.status(), VaultStatus::Unlocked { .. }) {
                return Ok(());
            }
        }
        self.ask_keyring(Prompting::Forbidden);
        Ok(())
    }

    fn ask_keyring(&self, prompting: Prompting) -> VaultStatus {
        let plan = locked(&self.seat).vault.plan_keyring_opening();
        let answer = plan.run(&*self.keyring, prompting);
        locked(&self.seat).vault.keyring_answered(answer)
    }
}

//! The vault at the desk: opening it, setting it up, sealing the first key.
//!
//! Another program may set the same file's vault up at any moment. So the slots in the file are compared before
//! each use, and a set-up is kept only if the slots are still those that it was planned on.

use tokendesk_domain::{
    audit::Action,
    field_error::{Field, FieldError, Problem},
};
use tokendesk_store_sqlite::{SlotRow, Store, StoreError, Write};
use tokendesk_vault::{
    KdfParams, LockReason, NotUnlocked, Passphrase, PassphraseError, Prompting, SealedKey, Slot, SlotChange,
    SlotKind, SlotRecord, UnlockError, Vault, VaultId, VaultStatus,
};

use crate::{Desk, DeskError, desk::locked};

/// Why the vault can't seal or open now.
#[derive(Debug, thiserror::Error)]
pub enum VaultProblem {
    /// Sealed keys exist, but the vault is locked.
    #[error("the vault is locked; unlock it with its passphrase or keyring")]
    Locked(VaultStatus),
    /// There is no keyring here, and no passphrase was set yet.
    #[error("there is no keyring here: set a passphrase for copyable keys, or issue the token as show-once")]
    NeedsPassphrase(VaultStatus),
    /// The passphrase does not open this vault.
    #[error("the passphrase is wrong")]
    WrongPassphrase,
}

/// A vault and the slots it was made of.
pub(crate) struct VaultSeat {
    vault: Vault,
    slots: Vec<SlotRow>,
}

impl VaultSeat {
    pub(crate) fn of(store: &Store) -> Result<Self, StoreError> {
        let read = store.read()?;
        let (id, slots) = (VaultId::from_bytes(read.vault_id()?), read.vault_slots()?);
        let vault = Vault::new(id, checked(&slots)?).map_err(|_| damaged("id"))?;
        Ok(Self { vault, slots })
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
    pub fn lock_vault(&self) -> VaultStatus {
        locked(&self.seat).vault.lock()
    }

    /// Unlocks the vault with its passphrase. Slow: a password hash.
    pub fn unlock_vault(&self, typed: &str) -> Result<VaultStatus, DeskError> {
        self.follow_slots()?;
        let plan = locked(&self.seat).vault.plan_unlock(typed).map_err(|error| self.unlock_refused(error))?;
        let unlocked = plan.run().map_err(|error| self.unlock_refused(error))?;
        Ok(locked(&self.seat).vault.unlocked(unlocked))
    }

    /// Sets the passphrase that opens the vault, in place of an earlier one. Slow: a password hash.
    ///
    /// Needs an unlocked vault, or one that holds nothing yet.
    pub fn set_vault_passphrase(&self, typed: &str, again: &str) -> Result<VaultStatus, DeskError> {
        let passphrase = Passphrase::parse(typed).map_err(|error| {
            invalid(match error {
                PassphraseError::TooShort { length, min } => Problem::TooShort { length, min },
                PassphraseError::TooLong { length, max } => Problem::TooLong { length, max },
            })
        })?;
        if typed != again {
            return Err(invalid(Problem::Mismatch));
        }
        self.follow_slots()?;
        let plan = locked(&self.seat).vault.plan_passphrase_slot(passphrase, &mut Self::rng());
        let change = plan.map_err(refused)?.run(KdfParams::STANDARD).map_err(|error| internal(&error))?;
        let now = self.now();
        let kept = self.store().write(|write| {
            if !still_expected(write, &change)? {
                return Ok(false);
            }
            keep_slots(write, &change)?;
            self.record(write, now, Action::PassphraseSet, (None, "vault"), Vec::new())?;
            Ok::<_, DeskError>(true)
        });
        match kept {
            Ok(true) => Ok(self.adopt(change)),
            Ok(false) => {
                change.discard(&*self.keyring);
                self.follow_slots()?;
                Err(DeskError::Store(StoreError::Busy))
            }
            Err(error) => {
                change.discard(&*self.keyring);
                Err(error)
            }
        }
    }

    /// Makes sure that the vault can seal: sets the keyring slot up where nothing is sealed yet.
    /// `Some`: a set-up that [`Desk::keep_with`] has to keep in the same transaction as the first sealed key.
    pub(crate) fn ready_to_seal(&self) -> Result<Option<SlotChange>, DeskError> {
        self.follow_slots()?;
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

    pub(crate) fn seal(&self, change: Option<&SlotChange>, key: &str) -> Result<SealedKey, DeskError> {
        let rng = &mut Self::rng();
        match change {
            Some(change) => Ok(change.seal(key, rng)),
            None => locked(&self.seat).vault.seal(key, rng).map_err(refused),
        }
    }

    /// Inside a transaction: keeps a set-up's slots if it is still the first; false: another program was faster.
    pub(crate) fn keep_with(&self, write: &Write<'_>, change: &SlotChange) -> Result<bool, DeskError> {
        if !still_expected(write, change)? {
            return Ok(false);
        }
        keep_slots(write, change)?;
        self.record(write, self.now(), Action::KeyringSlotAdded, (None, "vault"), Vec::new())?;
        Ok(true)
    }

    /// After a set-up could not be kept.
    pub(crate) fn discard(&self, change: Option<SlotChange>) {
        if let Some(change) = change {
            change.discard(&*self.keyring);
        }
    }

    /// After a set-up was kept.
    pub(crate) fn adopt(&self, change: SlotChange) -> VaultStatus {
        let slots = self.store().read().and_then(|read| read.vault_slots());
        let mut seat = locked(&self.seat);
        match slots {
            Ok(slots) => seat.slots = slots,
            Err(error) => tracing::warn!(%error, "the slots could not be read back; the next use reads them"),
        }
        seat.vault.adopt(change)
    }

    /// Follows the slots in the file, which another program may have changed; asks the keyring for new ones.
    pub fn follow_slots(&self) -> Result<(), DeskError> {
        let slots = self.store().read()?.vault_slots()?;
        {
            let mut seat = locked(&self.seat);
            if seat.slots == slots {
                return Ok(());
            }
            let locked_by_hand =
                matches!(seat.vault.status(), VaultStatus::Locked { reason: LockReason::ByHand, .. });
            let checked = checked(&slots)?;
            seat.vault.reload(checked).map_err(|_| damaged("id"))?;
            seat.slots = slots;
            // Only the admin takes back a lock by hand; the keyring would open the vault unasked.
            if locked_by_hand {
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

    fn unlock_refused(&self, error: UnlockError) -> DeskError {
        match error {
            UnlockError::WrongPassphrase => VaultProblem::WrongPassphrase.into(),
            UnlockError::NoPassphrase => refused(NotUnlocked(self.vault_status())),
            UnlockError::Kdf(error) => internal(&error),
        }
    }
}

/// What a locked or unset vault means for the admin.
pub(crate) fn refused(NotUnlocked(status): NotUnlocked) -> DeskError {
    match status {
        VaultStatus::Locked { .. } => VaultProblem::Locked(status).into(),
        status => VaultProblem::NeedsPassphrase(status).into(),
    }
}

fn invalid(problem: Problem) -> DeskError {
    DeskError::Invalid(vec![FieldError::new(Field::Passphrase, problem)])
}

/// A password hash fails only for want of memory.
fn internal(error: &dyn std::error::Error) -> DeskError {
    DeskError::Store(StoreError::Unreadable { detail: error.to_string() })
}

fn still_expected(write: &Write<'_>, change: &SlotChange) -> Result<bool, DeskError> {
    let found = write.vault_slots()?;
    let expected = change.expected();
    Ok(found.len() == expected.len()
        && found.iter().all(|row| expected.iter().any(|id| id.to_bytes() == row.id)))
}

fn keep_slots(write: &Write<'_>, change: &SlotChange) -> Result<(), DeskError> {
    for id in change.removed() {
        write.delete_slot(id.to_bytes())?;
    }
    Ok(write.insert_slot(&row(&change.added().record()))?)
}

fn row(record: &SlotRecord) -> SlotRow {
    SlotRow {
        id: record.id,
        dek_id: record.dek_id,
        kind: record.kind.as_str().to_owned(),
        salt: record.salt,
        memory_kib: record.memory_kib,
        passes: record.passes,
        lanes: record.lanes,
        wrapped: record.wrapped.clone(),
    }
}

fn checked(rows: &[SlotRow]) -> Result<Vec<Slot>, StoreError> {
    rows.iter()
        .map(|row| {
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
        })
        .collect()
}

const fn damaged(column: &'static str) -> StoreError {
    StoreError::Corrupt { table: "vault_slots", column, row: 0 }
}

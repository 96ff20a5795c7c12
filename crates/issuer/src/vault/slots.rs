//! The ways to open the vault: adding, changing, removing them.

use tokendesk_domain::{audit::Action, field_error::Problem};
use tokendesk_store_sqlite::{SlotOrigin, StoreError, Write};
use tokendesk_vault::{
    KdfParams, Passphrase, Prompting, RecoveryDraft, SlotChange, SlotId, SlotKind, VaultStatus,
};
use zeroize::Zeroizing;

use super::{
    VaultProblem,
    problem::{internal, invalid, passphrase_refused, refused, removal_refused},
    rows,
};
use crate::{Desk, DeskError, desk::locked, place::machine_name};

/// A new recovery code, to be written down.
pub struct WrittenCode {
    /// Its groups, first to last. Shown now and never again.
    pub groups: Vec<Zeroizing<String>>,
    /// Which of them are asked back, from 0.
    pub asked: [usize; 2],
}

impl Desk {
    /// Sets the passphrase that opens the vault, in place of an earlier one. Slow: a password hash.
    ///
    /// Needs an unlocked vault, or one that holds nothing yet.
    pub fn set_vault_passphrase(&self, typed: &str, again: &str) -> Result<VaultStatus, DeskError> {
        let passphrase = Passphrase::parse(typed).map_err(passphrase_refused)?;
        if typed != again {
            return Err(invalid(Problem::Mismatch));
        }
        self.follow_slots()?;
        let plan = locked(&self.seat).vault.plan_passphrase_slot(passphrase, &mut Self::rng());
        let change = plan.map_err(refused)?.run(KdfParams::STANDARD, &mut Self::rng());
        self.keep_now(change.map_err(|error| internal(&error))?)
    }

    /// Lets this machine's keyring open an unlocked vault; changes nothing where it does already. Slow: up to the
    /// keyring's time limit.
    pub fn add_keyring_slot(&self) -> Result<VaultStatus, DeskError> {
        self.follow_slots()?;
        let (plan, opening) = {
            let seat = locked(&self.seat);
            let plan = seat.vault.plan_keyring_slot(&mut Self::rng()).map_err(refused)?;
            (plan, seat.vault.plan_keyring_opening())
        };
        let answer = opening.run(&*self.keyring, Prompting::Forbidden);
        if locked(&self.seat).vault.is_opened_by(&answer).map_err(VaultProblem::Keyring)? {
            return Ok(locked(&self.seat).vault.keyring_answered(answer));
        }
        let change = plan.run(&*self.keyring).map_err(VaultProblem::Keyring)?;
        self.keep_now(change)
    }

    /// Draws a recovery code for an unlocked vault. It opens nothing before [`Desk::confirm_recovery_code`]; a
    /// lock forgets it.
    pub fn draw_recovery_code(&self) -> Result<WrittenCode, DeskError> {
        self.follow_slots()?;
        let mut seat = locked(&self.seat);
        seat.vault.resealer().map_err(refused)?;
        let draft = RecoveryDraft::new(&mut Self::rng());
        let groups = draft.code().groups().map(|group| Zeroizing::new(group.to_owned())).collect();
        let written = WrittenCode { groups, asked: draft.asked() };
        seat.draft = Some(draft);
        Ok(written)
    }

    /// The two groups that were asked were typed back: from now on the code opens the vault, in place of an
    /// earlier one.
    pub fn confirm_recovery_code(&self, typed: [&str; 2]) -> Result<VaultStatus, DeskError> {
        self.follow_slots()?;
        let change = {
            let seat = locked(&self.seat);
            let draft = seat.draft.as_ref().ok_or(VaultProblem::NoRecoveryDraft)?;
            if !draft.is_confirmed_by(typed) {
                return Err(VaultProblem::WrongGroups.into());
            }
            seat.vault.plan_recovery_slot(draft.code(), &mut Self::rng()).map_err(refused)?
        };
        // The code is on paper already: where it can't be kept now, it is confirmed once more.
        let status = self.keep_now(change)?;
        locked(&self.seat).draft.take_if(|draft| draft.is_confirmed_by(typed));
        Ok(status)
    }

    /// The code was not written down: it never opened anything.
    pub fn drop_recovery_code(&self) {
        locked(&self.seat).draft = None;
    }

    /// Takes a way to open the vault away. Never the last one. Slow where it is the keyring's.
    pub fn remove_slot(&self, id: [u8; 16]) -> Result<VaultStatus, DeskError> {
        self.follow_slots()?;
        let removal =
            locked(&self.seat).vault.plan_removal(SlotId::from_bytes(id)).map_err(removal_refused)?;
        let now = self.now();
        self.store().write(|write| {
            if !rows::are_exactly(&write.vault_slots()?, removal.expected()) {
                return Err(DeskError::Store(StoreError::Busy));
            }
            write.delete_slot(removal.id().to_bytes())?;
            self.record(write, now, Action::SlotRemoved, (None, removal.slot().kind().as_str()), Vec::new())
        })?;
        removal.forget(&*self.keyring);
        self.follow_slots()?;
        Ok(self.vault_status())
    }

    /// Keeps a change of the slots, or gives it up where another program was faster.
    fn keep_now(&self, change: SlotChange) -> Result<VaultStatus, DeskError> {
        match self.store().write(|write| self.keep_with(write, &change)) {
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

    /// Inside a transaction: keeps a change of the slots if they are still those that it was planned on; false:
    /// another program was faster.
    pub(crate) fn keep_with(&self, write: &Write<'_>, change: &SlotChange) -> Result<bool, DeskError> {
        if !rows::are_exactly(&write.vault_slots()?, change.expected()) {
            return Ok(false);
        }
        for id in change.removed() {
            write.delete_slot(id.to_bytes())?;
        }
        let (now, kind) = (self.now(), change.added().kind());
        let machine = if kind == SlotKind::Keyring { machine_name() } else { None };
        let origin = SlotOrigin { created_ms: Some(now.timestamp_millis()), machine };
        write.insert_slot(&rows::row(change.added()), &origin)?;
        let action = match kind {
            SlotKind::Keyring => Action::KeyringSlotAdded,
            SlotKind::Passphrase => Action::PassphraseSet,
            SlotKind::Recovery => Action::RecoveryCodeSet,
        };
        self.record(write, now, action, (None, "vault"), Vec::new())?;
        Ok(true)
    }
}

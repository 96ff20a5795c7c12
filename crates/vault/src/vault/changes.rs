//! Changes of the slots and of the data key: planned here, persisted by the caller, adopted here.

use std::sync::Arc;

use rand::CryptoRng;

use super::{Held, KeyringHealth, NotUnlocked, Vault, open_retired};
use crate::data_key::DataKey;
use crate::enrolment::{ChangeBase, KeyringSlotPlan, PassphraseSlotPlan, SlotChange, recovery_slot};
use crate::removal::{RemovalError, SlotRemoval};
use crate::rotation::{Resealer, Rotation, RotationError, rewrapped};
use crate::slot_set::SlotSet;
use crate::{DekId, Passphrase, RecoveryCode, RetiredKey, Slot, SlotId, SlotKind, VaultStatus};

impl Vault {
    /// To let the keyring open the vault: sets up a vault that has no slots, or adds to an unlocked
    /// one. Entries of other machines stay.
    pub fn plan_keyring_slot<R: CryptoRng + ?Sized>(
        &self,
        rng: &mut R,
    ) -> Result<KeyringSlotPlan, NotUnlocked> {
        let base = self.change_base(SlotKind::Keyring, rng)?;
        Ok(KeyringSlotPlan::new(base, rng))
    }

    /// To let a passphrase open the vault: sets up a vault that has no slots, or adds to an unlocked
    /// one, in place of the passphrase before.
    pub fn plan_passphrase_slot<R: CryptoRng + ?Sized>(
        &self,
        passphrase: Passphrase,
        rng: &mut R,
    ) -> Result<PassphraseSlotPlan, NotUnlocked> {
        Ok(PassphraseSlotPlan::new(self.change_base(SlotKind::Passphrase, rng)?, passphrase))
    }

    /// To let a recovery code open an unlocked vault, in place of the code before. Never sets a vault up: a
    /// piece of paper is no way of daily use.
    pub fn plan_recovery_slot<R: CryptoRng + ?Sized>(
        &self,
        code: &RecoveryCode,
        rng: &mut R,
    ) -> Result<SlotChange, NotUnlocked> {
        self.held()?;
        Ok(recovery_slot(self.change_base(SlotKind::Recovery, rng)?, code, rng))
    }

    /// Takes over a change that was persisted. If the slots were reloaded since it was planned, those
    /// stand; if the vault was locked since, it stays locked.
    pub fn adopt(&mut self, change: SlotChange) -> VaultStatus {
        let SlotChange { base, added, .. } = change;
        if self.slots.are_exactly(&base.expected) {
            self.slots.replace(&base.removed, added.clone());
        }
        if added.kind() == SlotKind::Keyring {
            self.keyring = KeyringHealth::Fine;
        }
        if base.locks == self.locks {
            self.hold(added.id(), base.key, added.kind());
        }
        self.status()
    }

    /// To take a slot away. Never the last one that surely opens the vault.
    pub fn plan_removal(&self, id: SlotId) -> Result<SlotRemoval, RemovalError> {
        let key = &self.held()?.key;
        let slot = self.slots.get(id).ok_or(RemovalError::NoSuchSlot)?.clone();
        let expected = self.slots().to_vec();
        let opens = |slot: &Slot| slot.recipient(self.id, self.known(slot.id()), key).is_ok();
        if !expected.iter().any(|other| other.id() != id && opens(other)) {
            return Err(RemovalError::LastSlot);
        }
        let account = (slot.kind() == SlotKind::Keyring).then(|| slot.keyring_account(self.id));
        Ok(SlotRemoval { expected, slot, account })
    }

    /// To give the vault a new data key. Needs no secret but that the vault is unlocked. Quick; the sealed
    /// keys follow with [`Vault::resealer`].
    pub fn plan_rotation<R: CryptoRng + ?Sized>(&self, rng: &mut R) -> Result<Rotation, RotationError> {
        let held = self.held()?;
        let is_open = |id| held.retired.iter().any(|open| open.id() == id);
        if let Some(damaged) = self.retired.iter().find(|retired| !is_open(retired.id())) {
            return Err(RotationError::DamagedKey(damaged.id()));
        }
        let key = Arc::new(DataKey::random(held.key.id().next(), rng));
        let expected = self.slots().to_vec();
        let slots = rewrapped(&expected, |id| self.known(id), self.id, (&held.key, &key), rng)?;
        let retired = held
            .retired
            .iter()
            .chain([&held.key])
            .map(|retired| RetiredKey::seal(self.id, retired, &key, rng))
            .collect();
        Ok(Rotation { expected, slots, retired, key, by: held.by, locks: self.locks })
    }

    /// Takes over a rotation that was persisted; what was reloaded or locked since stands.
    pub fn adopt_rotation(&mut self, rotation: Rotation) -> VaultStatus {
        let Rotation { expected, slots, retired, key, by, locks } = rotation;
        let Ok(slots) = SlotSet::new(slots) else { return self.status() };
        let is_in_place = if self.slots.are_exactly(&expected) {
            // The key that is held, if any, belongs to the slots before.
            self.held = None;
            (self.slots, self.retired) = (slots, retired);
            true
        } else {
            // Somebody reloaded what was just persisted, and could not know its key.
            self.slots.shares_one_with(&slots)
        };
        if is_in_place && locks == self.locks && self.held.is_none() {
            let retired = open_retired(self.id, &self.retired, &key);
            self.held = Some(Held { key, retired, by });
        }
        self.status()
    }

    /// For sealing kept keys anew under the data key of now.
    pub fn resealer(&self) -> Result<Resealer, NotUnlocked> {
        let Held { key, retired, .. } = self.held()?;
        Ok(Resealer { vault: self.id, current: Arc::clone(key), retired: retired.clone() })
    }

    /// The data key of an unlocked vault, or the first one. The only place where a data key is made for
    /// slots: never while one exists.
    fn change_base<R: CryptoRng + ?Sized>(
        &self,
        kind: SlotKind,
        rng: &mut R,
    ) -> Result<ChangeBase, NotUnlocked> {
        let key = match &self.held {
            Some(held) => Arc::clone(&held.key),
            None if self.slots.is_empty() => Arc::new(DataKey::random(DekId::FIRST, rng)),
            None => return Err(NotUnlocked(self.status())),
        };
        let removed = self.slots.in_the_way_of(kind);
        Ok(ChangeBase { vault: self.id, expected: self.slots().to_vec(), removed, key, locks: self.locks })
    }
}

//! The vault's state: which slots there are, whether the data key is at hand, and why not.
//!
//! Everything here is quick, for use under the caller's mutex. What is slow is planned here and run
//! elsewhere ([`crate::KeyringOpening`], [`crate::PassphraseUnlock`], [`crate::KeyringSlotPlan`],
//! [`crate::PassphraseSlotPlan`]); what comes back is applied only if it still fits.

use std::sync::Arc;

use rand::CryptoRng;
use zeroize::Zeroizing;

use crate::data_key::DataKey;
use crate::enrolment::{ChangeBase, KeyringSlotPlan, PassphraseSlotPlan, SlotChange};
use crate::opening::{KeyringAnswer, KeyringOpening, KeyringOutcome};
use crate::slot_set::SlotSet;
use crate::unlocking::{PassphraseUnlock, UnlockError, UnlockedKey};
use crate::{
    DekId, KeyringProblem, LockReason, Passphrase, SealError, SealedKey, Slot, SlotId, SlotKind, SlotsError,
    VaultId, VaultStatus,
};

/// The vault of one data file.
#[derive(Debug)]
pub struct Vault {
    id: VaultId,
    slots: SlotSet,
    held: Option<Held>,
    locked_by_hand: bool,
    /// How often it was locked by hand: what was begun before a lock must not unlock after it.
    locks: u64,
    keyring: KeyringHealth,
}

/// The data key at hand, and what opened it.
#[derive(Debug)]
struct Held {
    key: Arc<DataKey>,
    by: SlotKind,
}

#[derive(Clone, Copy, Debug)]
enum KeyringHealth {
    NotAsked,
    Fine,
    Problem(KeyringProblem),
}

/// The data key is not at hand. The status says what to do: `Ready` → set up with the keyring,
/// `NeedsPassphrase` → ask for a new passphrase, `Locked` → ask to unlock.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the vault is not unlocked: {0:?}")]
pub struct NotUnlocked(pub VaultStatus);

/// Why a sealed key was not opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Unlock first.
    #[error(transparent)]
    NotUnlocked(#[from] NotUnlocked),
    /// It does not open with this vault's data key.
    #[error(transparent)]
    Sealed(#[from] SealError),
}

impl Vault {
    /// The vault with this id and these slots, oldest first, as they stand in the data file. It has
    /// not been opened yet: see [`Vault::plan_keyring_opening`].
    pub fn new(id: VaultId, slots: Vec<Slot>) -> Result<Self, SlotsError> {
        Ok(Self {
            id,
            slots: SlotSet::new(slots)?,
            held: None,
            locked_by_hand: false,
            locks: 0,
            keyring: KeyringHealth::NotAsked,
        })
    }

    /// The vault's id.
    pub fn id(&self) -> VaultId {
        self.id
    }

    /// The state now.
    pub fn status(&self) -> VaultStatus {
        if let Some(held) = &self.held {
            return VaultStatus::Unlocked { by: held.by };
        }
        if self.slots.is_empty() {
            return match self.keyring {
                KeyringHealth::Problem(keyring) => VaultStatus::NeedsPassphrase { keyring },
                KeyringHealth::NotAsked | KeyringHealth::Fine => VaultStatus::Ready,
            };
        }
        let has_keyring = self.slots.has(SlotKind::Keyring);
        let reason = match self.keyring {
            _ if self.locked_by_hand => LockReason::ByHand,
            _ if !has_keyring => LockReason::Passphrase,
            KeyringHealth::Problem(problem) => LockReason::Keyring { problem },
            KeyringHealth::NotAsked | KeyringHealth::Fine => {
                LockReason::Keyring { problem: KeyringProblem::Slow }
            }
        };
        VaultStatus::Locked { reason, has_passphrase: self.slots.has(SlotKind::Passphrase), has_keyring }
    }

    /// Seals a token's key. The sealed copy is bound to this vault and to the SHA-256 of the key's
    /// UTF-8 bytes (the hash that the token's row holds; source: product.md, section 2), so it opens
    /// for no other token.
    pub fn seal<R: CryptoRng + ?Sized>(&self, key: &str, rng: &mut R) -> Result<SealedKey, NotUnlocked> {
        Ok(self.held()?.seal(self.id, key, rng))
    }

    /// Opens the sealed key of the token whose key has this SHA-256.
    pub fn open(&self, key_sha256: &[u8; 32], sealed: &[u8]) -> Result<Zeroizing<String>, OpenError> {
        Ok(self.held()?.open(self.id, key_sha256, sealed)?)
    }

    /// Locks by hand: the data key is wiped (as soon as a plan that is just running lets go of it),
    /// and nothing that was begun before unlocks the vault again.
    pub fn lock(&mut self) -> VaultStatus {
        self.held = None;
        self.locked_by_hand = true;
        self.locks += 1;
        self.status()
    }

    /// To ask the keyring: at start, and when the admin says so. Without slots it only finds out
    /// whether the keyring could keep one; with passphrase slots alone it asks nothing.
    pub fn plan_keyring_opening(&self) -> KeyringOpening {
        KeyringOpening {
            vault: self.id,
            slots: self.slots.of_kind(SlotKind::Keyring),
            probe: self.slots.is_empty(),
            locks: self.locks,
        }
    }

    /// What the keyring said. Dropped if the vault was locked by hand since the asking.
    pub fn keyring_answered(&mut self, answer: KeyringAnswer) -> VaultStatus {
        if answer.locks == self.locks {
            match answer.outcome {
                KeyringOutcome::NothingToAsk => {}
                KeyringOutcome::Available => self.keyring = KeyringHealth::Fine,
                KeyringOutcome::Opened { slot, key } => {
                    self.keyring = KeyringHealth::Fine;
                    self.hold(slot, Arc::new(key), SlotKind::Keyring);
                }
                KeyringOutcome::Problem(problem) => return self.keyring_failed(problem),
            }
        }
        self.status()
    }

    /// The keyring did not do what was asked, for instance [`crate::KeyringSlotPlan::run`].
    pub fn keyring_failed(&mut self, problem: KeyringProblem) -> VaultStatus {
        self.keyring = KeyringHealth::Problem(problem);
        // Somebody asked after the lock by hand: now this is what is in the way.
        self.locked_by_hand &= !self.slots.has(SlotKind::Keyring);
        self.status()
    }

    /// To unlock with a passphrase as it was typed.
    pub fn plan_unlock(&self, typed: &str) -> Result<PassphraseUnlock, UnlockError> {
        let slots = self.slots.of_kind(SlotKind::Passphrase);
        if slots.is_empty() {
            return Err(UnlockError::NoPassphrase);
        }
        // What could never have been set is wrong, not badly formed.
        let passphrase = Passphrase::parse(typed).map_err(|_| UnlockError::WrongPassphrase)?;
        Ok(PassphraseUnlock { vault: self.id, slots, passphrase, locks: self.locks })
    }

    /// The passphrase was right. Dropped if the vault was locked by hand, or the passphrase changed,
    /// since it was typed.
    pub fn unlocked(&mut self, unlocked: UnlockedKey) -> VaultStatus {
        if unlocked.locks == self.locks {
            self.hold(unlocked.slot, Arc::new(unlocked.key), SlotKind::Passphrase);
        }
        self.status()
    }

    /// To let the keyring open the vault: sets up a vault that has no slots, or adds to an unlocked
    /// one. Entries of other machines stay.
    pub fn plan_keyring_slot<R: CryptoRng + ?Sized>(
        &self,
        rng: &mut R,
    ) -> Result<KeyringSlotPlan, NotUnlocked> {
        let key = self.key_for_new_slot(rng)?;
        let base = self.change_base(SlotKind::Keyring, key);
        Ok(KeyringSlotPlan::new(base, rng))
    }

    /// To let a passphrase open the vault: sets up a vault that has no slots, or adds to an unlocked
    /// one, in place of the passphrase before.
    pub fn plan_passphrase_slot<R: CryptoRng + ?Sized>(
        &self,
        passphrase: Passphrase,
        rng: &mut R,
    ) -> Result<PassphraseSlotPlan, NotUnlocked> {
        let key = self.key_for_new_slot(rng)?;
        let base = self.change_base(SlotKind::Passphrase, key);
        Ok(PassphraseSlotPlan::new(base, passphrase, rng))
    }

    /// Takes over a change that was persisted. If the slots were reloaded since it was planned, those
    /// stand; if the vault was locked by hand since, it stays locked.
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

    /// The slots as they stand in the file now, oldest first: another program changed them, or won
    /// the race of setting up. An unlocked vault stays so while a slot it knew is still there.
    pub fn reload(&mut self, slots: Vec<Slot>) -> Result<VaultStatus, SlotsError> {
        let slots = SlotSet::new(slots)?;
        if !slots.shares_one_with(&self.slots) {
            self.held = None;
        }
        self.slots = slots;
        Ok(self.status())
    }

    fn held(&self) -> Result<&DataKey, NotUnlocked> {
        match &self.held {
            Some(held) => Ok(&held.key),
            None => Err(NotUnlocked(self.status())),
        }
    }

    /// Unlocks, if the slot that gave the key is still one of ours.
    fn hold(&mut self, slot: SlotId, key: Arc<DataKey>, by: SlotKind) {
        if self.held.is_none() && self.slots.contains(slot) {
            self.held = Some(Held { key, by });
            self.locked_by_hand = false;
        }
    }

    /// The only place where a data key is made: never while a slot exists.
    fn key_for_new_slot<R: CryptoRng + ?Sized>(&self, rng: &mut R) -> Result<Arc<DataKey>, NotUnlocked> {
        match &self.held {
            Some(held) => Ok(Arc::clone(&held.key)),
            None if self.slots.is_empty() => Ok(Arc::new(DataKey::random(DekId::FIRST, rng))),
            None => Err(NotUnlocked(self.status())),
        }
    }

    fn change_base(&self, kind: SlotKind, key: Arc<DataKey>) -> ChangeBase {
        let removed = self.slots.in_the_way_of(kind);
        ChangeBase { vault: self.id, expected: self.slots.ids(), removed, key, locks: self.locks }
    }
}

#[cfg(test)]
mod tests;

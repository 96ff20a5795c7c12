//! The vault's state: which slots there are, whether the data key is at hand, and why not.
//!
//! Everything here is quick, for use under the caller's mutex. What is slow is planned here and run
//! elsewhere ([`crate::KeyringOpening`], [`crate::TypedUnlock`], [`crate::KeyringSlotPlan`],
//! [`crate::PassphraseSlotPlan`]); what comes back is applied only if it still fits. Changes of the slots
//! are planned and adopted in [`changes`].

mod changes;

use std::sync::Arc;

use rand::CryptoRng;
use zeroize::Zeroizing;

use crate::data_key::DataKey;
use crate::opening::{KeyringAnswer, KeyringOpening, KeyringOutcome};
use crate::rotation::opened;
use crate::slot::{PublicKey, Unwrapped};
use crate::slot_set::SlotSet;
use crate::unlocking::{TypedUnlock, UnlockError, UnlockedKey};
use crate::{
    KeyringProblem, LockCause, LockReason, RetiredKey, SealError, SealedKey, Slot, SlotId, SlotKind,
    SlotsError, VaultId, VaultStatus,
};

/// The vault of one data file.
#[derive(Debug)]
pub struct Vault {
    id: VaultId,
    slots: SlotSet,
    retired: Vec<RetiredKey>,
    held: Option<Held>,
    /// It was unlocked, and this locked it.
    closed: Option<LockCause>,
    /// How often it was locked: what was begun before a lock must not unlock after it.
    locks: u64,
    keyring: KeyringHealth,
    /// Of slots whose secret was given since the start; no secrets themselves.
    known: Vec<(SlotId, PublicKey)>,
}

/// The data keys at hand, and what opened them.
#[derive(Debug)]
struct Held {
    key: Arc<DataKey>,
    retired: Vec<Arc<DataKey>>,
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
    /// The vault with this id, these slots, oldest first, and these retired data keys, as they stand in the
    /// data file. It has not been opened yet: see [`Vault::plan_keyring_opening`].
    pub fn new(id: VaultId, slots: Vec<Slot>, retired: Vec<RetiredKey>) -> Result<Self, SlotsError> {
        let slots = SlotSet::new(slots)?;
        fits(&slots, &retired)?;
        Ok(Self {
            id,
            slots,
            retired,
            held: None,
            closed: None,
            locks: 0,
            keyring: KeyringHealth::NotAsked,
            known: Vec::new(),
        })
    }

    /// The vault's id.
    pub fn id(&self) -> VaultId {
        self.id
    }

    /// The slots, oldest first.
    pub fn slots(&self) -> &[Slot] {
        self.slots.as_slice()
    }

    /// Data keys that were rotated out, and that some sealed keys may still need.
    pub fn retired(&self) -> &[RetiredKey] {
        &self.retired
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
        let reason = match (self.closed, self.keyring) {
            (Some(cause), _) => LockReason::Closed(cause),
            _ if !has_keyring => LockReason::Passphrase,
            (None, KeyringHealth::Problem(problem)) => LockReason::Keyring { problem },
            (None, KeyringHealth::NotAsked | KeyringHealth::Fine) => {
                LockReason::Keyring { problem: KeyringProblem::Slow }
            }
        };
        VaultStatus::Locked {
            reason,
            has_passphrase: self.slots.has(SlotKind::Passphrase),
            has_recovery: self.slots.has(SlotKind::Recovery),
            has_keyring,
        }
    }

    /// Seals a token's key. The sealed copy is bound to this vault and to the SHA-256 of the key's
    /// UTF-8 bytes (the hash that the token's row holds; source: product.md, section 2), so it opens
    /// for no other token.
    pub fn seal<R: CryptoRng + ?Sized>(&self, key: &str, rng: &mut R) -> Result<SealedKey, NotUnlocked> {
        Ok(self.held()?.key.seal(self.id, key, rng))
    }

    /// Opens the sealed key of the token whose key has this SHA-256.
    pub fn open(&self, key_sha256: &[u8; 32], sealed: &[u8]) -> Result<Zeroizing<String>, OpenError> {
        let held = self.held()?;
        Ok(opened(&held.key, &held.retired, self.id, key_sha256, sealed)?)
    }

    /// Locks: the data keys are wiped (as soon as a plan that is just running lets go of them), and nothing
    /// that was begun before unlocks the vault again. A vault without a data key keeps the reason that it has.
    pub fn lock(&mut self, cause: LockCause) -> VaultStatus {
        if self.held.take().is_some() {
            self.closed = Some(cause);
        }
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

    /// What the keyring said. Dropped if the vault was locked since the asking.
    pub fn keyring_answered(&mut self, answer: KeyringAnswer) -> VaultStatus {
        if answer.locks == self.locks {
            match answer.outcome {
                KeyringOutcome::NothingToAsk => {}
                KeyringOutcome::Available => self.keyring = KeyringHealth::Fine,
                KeyringOutcome::Opened(opened) => {
                    self.keyring = KeyringHealth::Fine;
                    self.take_over(opened);
                }
                KeyringOutcome::Problem(problem) => return self.keyring_failed(problem),
            }
        }
        self.status()
    }

    /// The keyring did not do what was asked, for instance [`crate::KeyringSlotPlan::run`].
    pub fn keyring_failed(&mut self, problem: KeyringProblem) -> VaultStatus {
        self.keyring = KeyringHealth::Problem(problem);
        // Somebody asked after the lock: now this is what is in the way.
        if self.slots.has(SlotKind::Keyring) {
            self.closed = None;
        }
        self.status()
    }

    /// Whether this answer gave the data key that is at hand: the keyring opens the vault already. An error: the
    /// keyring does not work.
    pub fn is_opened_by(&self, answer: &KeyringAnswer) -> Result<bool, KeyringProblem> {
        match &answer.outcome {
            KeyringOutcome::Opened(opened) => {
                Ok(self.held.as_ref().is_some_and(|held| held.key.expose() == opened.data_key.expose()))
            }
            KeyringOutcome::Problem(KeyringProblem::Empty | KeyringProblem::WrongEntry)
            | KeyringOutcome::NothingToAsk
            | KeyringOutcome::Available => Ok(false),
            KeyringOutcome::Problem(problem) => Err(*problem),
        }
    }

    /// To unlock with a passphrase or a recovery code, as it was typed.
    pub fn plan_unlock(&self, typed: &str) -> Result<TypedUnlock, UnlockError> {
        // The code first: trying one costs nothing.
        let mut slots = self.slots.of_kind(SlotKind::Recovery);
        slots.extend(self.slots.of_kind(SlotKind::Passphrase));
        if slots.is_empty() {
            return Err(UnlockError::NoPassphrase);
        }
        let typed = Zeroizing::new(typed.to_owned());
        Ok(TypedUnlock { vault: self.id, slots, typed, locks: self.locks })
    }

    /// The passphrase or code was right. Dropped if the vault was locked, or the slot changed, since it was
    /// typed.
    pub fn unlocked(&mut self, unlocked: UnlockedKey) -> VaultStatus {
        if unlocked.locks == self.locks {
            self.take_over(unlocked.opened);
        }
        self.status()
    }

    /// The slots and retired data keys as they stand in the file now: another program changed them, or won
    /// the race of setting up. An unlocked vault stays so while a slot it knew is still there.
    pub fn reload(&mut self, slots: Vec<Slot>, retired: Vec<RetiredKey>) -> Result<VaultStatus, SlotsError> {
        let slots = SlotSet::new(slots)?;
        fits(&slots, &retired)?;
        if !slots.shares_one_with(&self.slots) {
            self.held = None;
        }
        self.known.retain(|(id, _)| slots.contains(*id));
        (self.slots, self.retired) = (slots, retired);
        if let Some(held) = &mut self.held {
            held.retired = open_retired(self.id, &self.retired, &held.key);
        }
        Ok(self.status())
    }

    /// Of a slot whose secret was given since the start.
    fn known(&self, slot: SlotId) -> Option<PublicKey> {
        self.known.iter().find(|(id, _)| *id == slot).map(|(_, public)| *public)
    }

    fn held(&self) -> Result<&Held, NotUnlocked> {
        self.held.as_ref().ok_or_else(|| NotUnlocked(self.status()))
    }

    /// Unlocks, if the slot that gave the key is still one of ours.
    fn take_over(&mut self, Unwrapped { slot, data_key, public }: Unwrapped) {
        let Some(kind) = self.slots.get(slot).filter(|slot| slot.dek_id() == data_key.id()).map(Slot::kind)
        else {
            return;
        };
        self.known.retain(|(id, _)| *id != slot);
        self.known.push((slot, public));
        self.hold(slot, Arc::new(data_key), kind);
    }

    /// Unlocks with the key of this slot, unless something has already.
    fn hold(&mut self, slot: SlotId, key: Arc<DataKey>, by: SlotKind) {
        if self.held.is_none() && self.slots.contains(slot) {
            let retired = open_retired(self.id, &self.retired, &key);
            self.held = Some(Held { key, retired, by });
            self.closed = None;
        }
    }
}

/// Retired data keys stand under the data key of the slots, each once.
fn fits(slots: &SlotSet, retired: &[RetiredKey]) -> Result<(), SlotsError> {
    let stray = retired.iter().enumerate().find(|(at, key)| {
        slots.dek_id().is_none_or(|current| key.under() != current || key.id() >= current)
            || retired[..*at].iter().any(|other| other.id() == key.id())
    });
    stray.map_or(Ok(()), |(_, key)| Err(SlotsError::StrayDataKey { id: key.id() }))
}

fn open_retired(vault: VaultId, retired: &[RetiredKey], current: &DataKey) -> Vec<Arc<DataKey>> {
    let opened = retired.iter().filter_map(|key| {
        let opened = key.open(vault, current);
        if opened.is_none() {
            // The keys that need it are refused one by one, with their tokens named.
            tracing::warn!(data_key = key.id().get(), "a retired data key is damaged");
        }
        opened.map(Arc::new)
    });
    opened.collect()
}

#[cfg(test)]
mod tests;

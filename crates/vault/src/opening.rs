//! Opening the vault with the keyring: slow, and run without the caller's mutex.

use crate::key_encryption_key::KeyEncryptionKey;
use crate::slot::Unwrapped;
use crate::{Keyring, KeyringProblem, Prompting, Slot, VaultId};

/// What to ask the keyring; made by [`crate::Vault::plan_keyring_opening`].
#[derive(Debug)]
#[must_use = "nothing was asked yet"]
pub struct KeyringOpening {
    pub(crate) vault: VaultId,
    /// The keyring slots.
    pub(crate) slots: Vec<Slot>,
    /// There is no slot at all: find out whether the keyring could keep one.
    pub(crate) probe: bool,
    pub(crate) locks: u64,
}

/// What the keyring said, for [`crate::Vault::keyring_answered`].
#[derive(Debug)]
#[must_use = "the vault does not know yet"]
pub struct KeyringAnswer {
    pub(crate) outcome: KeyringOutcome,
    pub(crate) locks: u64,
}

#[derive(Debug)]
pub(crate) enum KeyringOutcome {
    NothingToAsk,
    /// Reachable and unlocked; asked for no key.
    Available,
    Opened(Unwrapped),
    Problem(KeyringProblem),
}

impl KeyringOpening {
    /// Asks; blocks as long as the keyring does.
    pub fn run(self, keyring: &dyn Keyring, prompting: Prompting) -> KeyringAnswer {
        KeyringAnswer { outcome: self.outcome(keyring, prompting), locks: self.locks }
    }

    fn outcome(&self, keyring: &dyn Keyring, prompting: Prompting) -> KeyringOutcome {
        if self.probe {
            // An account that is never used: what counts is that there is an answer.
            return match keyring.load(&self.vault.to_string(), prompting) {
                Ok(_) => KeyringOutcome::Available,
                Err(problem) => KeyringOutcome::Problem(problem),
            };
        }
        let mut seen = None;
        for slot in &self.slots {
            match keyring.load(&slot.keyring_account(self.vault), prompting) {
                Ok(None) => _ = seen.get_or_insert(KeyringProblem::Empty),
                Ok(Some(text)) => {
                    let key = KeyEncryptionKey::from_text(&text);
                    match key.and_then(|key| slot.unwrap(self.vault, &key).ok()) {
                        Some(opened) => return KeyringOutcome::Opened(opened),
                        None => seen = Some(KeyringProblem::WrongEntry),
                    }
                }
                // True for every slot alike.
                Err(problem) => return KeyringOutcome::Problem(problem),
            }
        }
        seen.map_or(KeyringOutcome::NothingToAsk, KeyringOutcome::Problem)
    }
}

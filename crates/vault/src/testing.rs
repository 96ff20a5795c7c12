//! A keyring in memory, for the tests of whatever uses a vault.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use zeroize::Zeroizing;

use crate::{Keyring, KeyringProblem, Prompting};

/// Keeps entries until it is dropped, and fails when told to.
#[derive(Default)]
pub struct MemoryKeyring {
    inside: Mutex<Inside>,
}

#[derive(Default)]
struct Inside {
    entries: BTreeMap<String, Zeroizing<String>>,
    problem: Option<KeyringProblem>,
    next_store_problem: Option<KeyringProblem>,
}

impl MemoryKeyring {
    /// An unlocked keyring without entries.
    pub fn new() -> Self {
        Self::default()
    }

    /// From now on every call fails with `problem`; `None` makes it work again. A
    /// [`KeyringProblem::Locked`] goes away by itself when prompting is allowed.
    pub fn fail_with(&self, problem: Option<KeyringProblem>) {
        self.inside().problem = problem;
    }

    /// The next attempt to store fails.
    pub fn fail_next_store(&self, problem: KeyringProblem) {
        self.inside().next_store_problem = Some(problem);
    }

    /// Loses every entry, as on another machine.
    pub fn forget_all(&self) {
        self.inside().entries.clear();
    }

    /// Puts `secret` into every entry.
    pub fn overwrite_all(&self, secret: &str) {
        for kept in self.inside().entries.values_mut() {
            *kept = Zeroizing::new(secret.to_owned());
        }
    }

    /// The accounts that have an entry, sorted.
    pub fn accounts(&self) -> Vec<String> {
        self.inside().entries.keys().cloned().collect()
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn working(&self) -> Result<MutexGuard<'_, Inside>, KeyringProblem> {
        let inside = self.inside();
        inside.problem.map_or(Ok(inside), Err)
    }
}

impl Keyring for MemoryKeyring {
    fn load(&self, account: &str, prompting: Prompting) -> Result<Option<Zeroizing<String>>, KeyringProblem> {
        if prompting == Prompting::Allowed {
            // The person at the prompt types the right password.
            let mut inside = self.inside();
            inside.problem = inside.problem.filter(|problem| *problem != KeyringProblem::Locked);
        }
        Ok(self.working()?.entries.get(account).cloned())
    }

    fn store(&self, account: &str, secret: &Zeroizing<String>) -> Result<(), KeyringProblem> {
        let mut inside = self.working()?;
        if let Some(problem) = inside.next_store_problem.take() {
            return Err(problem);
        }
        inside.entries.insert(account.to_owned(), secret.clone());
        Ok(())
    }

    fn delete(&self, account: &str) -> Result<(), KeyringProblem> {
        self.working()?.entries.remove(account);
        Ok(())
    }
}

impl std::fmt::Debug for MemoryKeyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MemoryKeyring").field("accounts", &self.accounts()).finish_non_exhaustive()
    }
}

//! The operating system's own keyring: Secret Service, macOS Keychain, Windows Credential Manager.
//!
//! Every call connects anew, on a thread of its own, with a time limit. A connection that is kept
//! would remember a keyring that was absent when the console started, and would outlive one that
//! was restarted.

use std::time::Duration;

use keyring_core::Error;
use zeroize::Zeroizing;

use crate::deadline::Deadline;
use crate::{Keyring, KeyringProblem, Prompting};

#[cfg(any(target_os = "macos", windows))]
#[path = "os_keyring/native.rs"]
mod platform;
#[cfg(all(unix, not(any(target_os = "macos", target_os = "ios", target_os = "android"))))]
#[path = "os_keyring/secret_service.rs"]
mod platform;

/// The service name of all our entries.
const SERVICE: &str = "tokendesk";

/// The keyring of the user who is logged in.
#[derive(Clone, Debug)]
pub struct OsKeyring {
    answer: Duration,
    prompt: Duration,
    deadline: Deadline,
}

impl OsKeyring {
    /// Waits 10 s for an answer. Only where [`Prompting::Allowed`] meets a locked keyring it waits
    /// another 60 s for the person at the password dialog, and 10 s for the answer after it.
    pub fn new() -> Self {
        Self::with_timeouts(Duration::from_secs(10), Duration::from_mins(1))
    }

    /// Waits `answer` for an answer, and `prompt` for a person at a password dialog.
    pub fn with_timeouts(answer: Duration, prompt: Duration) -> Self {
        Self { answer, prompt, deadline: Deadline::default() }
    }

    fn call<T: Send + 'static>(
        &self,
        limit: Duration,
        call: impl FnOnce() -> Result<T, KeyringProblem> + Send + 'static,
    ) -> Result<T, KeyringProblem> {
        self.deadline.within(limit, call).unwrap_or(Err(KeyringProblem::Slow))
    }
}

impl Default for OsKeyring {
    fn default() -> Self {
        Self::new()
    }
}

impl Keyring for OsKeyring {
    fn load(&self, account: &str, prompting: Prompting) -> Result<Option<Zeroizing<String>>, KeyringProblem> {
        let account = account.to_owned();
        let load = |account: String| {
            move || {
                platform::ensure_unlocked(&account)?;
                match platform::entry(&account).and_then(|entry| entry.get_password()) {
                    Ok(secret) => Ok(Some(Zeroizing::new(secret))),
                    Err(Error::NoEntry) => Ok(None),
                    Err(error) => Err(problem(error)),
                }
            }
        };
        match self.call(self.answer, load(account.clone())) {
            Err(KeyringProblem::Locked) if prompting == Prompting::Allowed => {
                let locked = account.clone();
                self.call(self.prompt, move || platform::unlock(&locked))?;
                self.call(self.answer, load(account))
            }
            answer => answer,
        }
    }

    fn store(&self, account: &str, secret: &Zeroizing<String>) -> Result<(), KeyringProblem> {
        let (account, secret) = (account.to_owned(), secret.clone());
        self.call(self.answer, move || {
            platform::ensure_unlocked(&account)?;
            platform::entry(&account).and_then(|entry| entry.set_password(&secret)).map_err(problem)
        })
    }

    fn delete(&self, account: &str) -> Result<(), KeyringProblem> {
        let account = account.to_owned();
        self.call(self.answer, move || {
            platform::ensure_unlocked(&account)?;
            match platform::entry(&account).and_then(|entry| entry.delete_credential()) {
                Ok(()) | Err(Error::NoEntry) => Ok(()),
                Err(error) => Err(problem(error)),
            }
        })
    }
}

/// The reason is logged here, once; `Display` of these errors never shows a secret (`Debug` may).
fn problem(error: Error) -> KeyringProblem {
    tracing::warn!(%error, "the keyring refused");
    match error {
        Error::NoStorageAccess(_) => KeyringProblem::Locked,
        // We only ever keep text: somebody else's secret stands under our name.
        Error::BadEncoding(mut secret) => {
            zeroize::Zeroize::zeroize(&mut secret);
            KeyringProblem::WrongEntry
        }
        _ => KeyringProblem::Failed,
    }
}

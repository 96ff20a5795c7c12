//! What the vault asks of a keyring, and what may go wrong with one.

use zeroize::Zeroizing;

/// Why the keyring does not help. Each has its own sentence in the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyringProblem {
    /// No Secret Service or other keyring on this machine, or one without a default keyring.
    #[error("there is no keyring on this machine")]
    Absent,
    /// The keyring is locked, or its prompt was dismissed.
    #[error("the keyring is locked")]
    Locked,
    /// The keyring has no entry for this data file.
    #[error("the keyring has no entry for this data file")]
    Empty,
    /// The entry is not the one that belongs to this data file.
    #[error("the keyring's entry does not belong to this data file")]
    WrongEntry,
    /// No answer in time.
    #[error("the keyring did not answer in time")]
    Slow,
    /// Anything else; details are in the log.
    #[error("the keyring failed")]
    Failed,
}

impl KeyringProblem {
    /// The word that scripts use.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Absent => "keyring_absent",
            Self::Locked => "keyring_locked",
            Self::Empty => "keyring_empty",
            Self::WrongEntry => "keyring_wrong_entry",
            Self::Slow => "keyring_slow",
            Self::Failed => "keyring_failed",
        }
    }
}

/// Whether a locked keyring may show its password dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prompting {
    /// At start: no dialog out of nowhere; a locked keyring is [`KeyringProblem::Locked`].
    Forbidden,
    /// The admin just asked for it.
    Allowed,
}

/// A place of the operating system that keeps a small secret text for the user who is logged in.
///
/// Calls block, but no longer than the implementation's documented time.
pub trait Keyring: Send + Sync {
    /// The secret kept under `account`. `Ok(None)`: the keyring is there and unlocked, without such
    /// an entry.
    fn load(&self, account: &str, prompting: Prompting) -> Result<Option<Zeroizing<String>>, KeyringProblem>;

    /// Keeps `secret` under `account`, in place of what was there. Never prompts where the platform
    /// lets us choose.
    fn store(&self, account: &str, secret: &Zeroizing<String>) -> Result<(), KeyringProblem>;

    /// Forgets `account`; that it was not there is no error.
    fn delete(&self, account: &str) -> Result<(), KeyringProblem>;
}

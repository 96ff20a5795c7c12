//! Why the desk refuses.

use tokendesk_domain::{field_error::FieldError, rotation::Rotation, token::TokenId};
use tokendesk_store_sqlite::{BackupError, StoreError, StoreFailure};

use crate::{list::Details, vault::VaultProblem};

/// Each variant is one that window and command line react to differently.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// Bad input; all that is wrong with it. Nothing was changed.
    #[error("{}", sentences(.0))]
    Invalid(Vec<FieldError>),
    /// The token was changed meanwhile; this is how it stands now. Nothing was changed.
    #[error("the token was changed meanwhile; look at it again")]
    Conflict(Box<Details>),
    /// There is no such token or scope.
    #[error("there is no such token or scope")]
    NotFound,
    /// A revoked or deleted token can't be edited, nor get a new key.
    #[error("a revoked or deleted token can't be edited, nor get a new key")]
    NotEditable,
    /// As many old keys of the token pass as may at the same time.
    #[error(
        "{} old keys of this token still pass: end one of them first, or rotate without a grace period",
        Rotation::MOST_OLD_KEYS
    )]
    TooManyOldKeys,
    /// Only the hash of this key is kept.
    #[error("this key was shown once, when it was issued; only its hash is kept")]
    KeyNotKept,
    /// The sealed copy of this token's key does not open.
    #[error("the sealed copy of the key of token {} is damaged or was swapped", .0.0)]
    KeyDamaged(TokenId),
    /// The token has no key of this number, or not any more.
    #[error("the token has no key of number {0}, or not any more")]
    NoSuchKey(u32),
    /// The undo is too old, or was used.
    #[error("this can't be undone any more")]
    UndoExpired,
    /// An end of a chosen range is not in its list any more. Nothing was changed.
    #[error("the list has changed: an end of the chosen range is not in it any more")]
    RangeGone,
    /// The vault can't seal or open now.
    #[error(transparent)]
    Vault(#[from] VaultProblem),
    /// A backup can't be made or put back.
    #[error(transparent)]
    Backup(BackupError),
    /// The data file.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<BackupError> for DeskError {
    /// What is wrong with the data file is that, wherever it shows.
    fn from(error: BackupError) -> Self {
        match error {
            BackupError::Store(error) => Self::Store(error),
            error => Self::Backup(error),
        }
    }
}

impl StoreFailure for DeskError {
    fn store_error(&self) -> Option<&StoreError> {
        if let Self::Store(error) = self { Some(error) } else { None }
    }
}

fn sentences(errors: &[FieldError]) -> String {
    let all: Vec<String> = errors.iter().map(|e| format!("{}: {e}", e.field.code())).collect();
    all.join(" ")
}

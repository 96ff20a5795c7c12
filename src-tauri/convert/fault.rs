//! Refusals.

use std::{io, path::Path};

use tokendesk_issuer::{BackupError, DeskError, VaultProblem};
use tokendesk_store_sqlite::StoreError;

use super::vault_status;
use crate::wire::Fault;

impl From<DeskError> for Fault {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::Invalid(errors) => {
                Self::Invalid { errors: errors.into_iter().map(Into::into).collect() }
            }
            DeskError::Conflict(details) => Self::Conflict { current: Box::new((*details).into()) },
            DeskError::NotFound => Self::NotFound,
            DeskError::NotEditable => Self::NotEditable,
            DeskError::TooManyOldKeys => Self::TooManyOldKeys,
            DeskError::NoSuchKey(_) => Self::NoSuchKey,
            DeskError::KeyNotKept => Self::KeyNotKept,
            DeskError::KeyDamaged(id) => Self::KeyDamaged { id: id.0 },
            DeskError::UndoExpired => Self::UndoExpired,
            DeskError::RangeGone => Self::RangeGone,
            DeskError::Backup(error) => error.into(),
            DeskError::Vault(problem) => problem.into(),
            DeskError::Store(error) => error.into(),
        }
    }
}

/// Why a file could not be written.
pub(crate) fn file_fault(path: &Path, error: &io::Error) -> Fault {
    let detail = format!("{}: {error}", path.display());
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Fault::FileNoRoom { detail },
        _ => Fault::FileNotWritten { detail },
    }
}

impl From<BackupError> for Fault {
    fn from(error: BackupError) -> Self {
        match error {
            BackupError::NotThere(detail) => Self::BackupUnreadable { detail },
            BackupError::NotOurs => Self::NotABackup,
            BackupError::Damaged(detail) => Self::BackupDamaged { detail },
            BackupError::Newer { found, known } => Self::BackupNewer { found, known },
            BackupError::Foreign => Self::BackupForeign,
            BackupError::NoRoom => Self::BackupNoRoom,
            BackupError::Unwritable(detail) => Self::BackupUnwritable { detail },
            // The dialog has asked whether a file may be replaced.
            BackupError::Exists(path) => Self::BackupUnwritable { detail: path.display().to_string() },
            // Only the end of the program cancels one.
            BackupError::Cancelled => Self::Internal { detail: error.to_string() },
            BackupError::Store(error) => error.into(),
        }
    }
}

impl From<VaultProblem> for Fault {
    fn from(problem: VaultProblem) -> Self {
        match problem {
            VaultProblem::Locked(status) => Self::VaultLocked { status: vault_status(&status) },
            VaultProblem::NeedsPassphrase(status) => {
                Self::VaultNeedsPassphrase { status: vault_status(&status) }
            }
            VaultProblem::WrongPassphrase => Self::WrongPassphrase,
            VaultProblem::WrongRecoveryCode => Self::WrongRecoveryCode,
            VaultProblem::MistypedRecoveryCode => Self::MistypedRecoveryCode,
            VaultProblem::WrongGroups => Self::WrongGroups,
            VaultProblem::NoRecoveryDraft => Self::NoRecoveryDraft,
            VaultProblem::Keyring(problem) => Self::KeyringRefused { problem: problem.into() },
            VaultProblem::NoSuchSlot => Self::NoSuchSlot,
            VaultProblem::LastSlot => Self::LastSlot,
            VaultProblem::SecretsNeeded(kinds) => {
                Self::SecretsNeeded { kinds: kinds.into_iter().map(Into::into).collect() }
            }
            VaultProblem::ForeignSlot(id) => Self::ForeignSlot { id },
        }
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy => Self::StoreBusy,
            StoreError::Full => Self::StoreFull,
            StoreError::ReadOnly => Self::StoreReadOnly,
            StoreError::Unreadable { detail } => Self::StoreUnreadable { detail },
            StoreError::Moved => Self::StoreMoved,
            StoreError::ForeignLog => Self::StoreForeignLog,
            StoreError::Damaged { at } => {
                tracing::error!(at, "the data file is damaged");
                Self::StoreDamaged { at }
            }
            StoreError::Foreign => Self::StoreForeign,
            StoreError::Newer { found, known } => Self::StoreNewer { found, known },
            StoreError::Corrupt { table, column, row } => {
                tracing::error!(table, column, row, "the data file is damaged");
                Self::StoreCorrupt { table: table.to_owned(), column: column.to_owned(), row }
            }
            StoreError::Sqlite(error) => {
                tracing::error!(%error, "the data file refused");
                Self::Internal { detail: error.to_string() }
            }
        }
    }
}

//! Why a backup can't be made or put back.

use std::{io, path::PathBuf};

use rusqlite::ErrorCode;

use crate::StoreError;

/// Each variant is one that window and command line react to differently. Nothing was changed in any case.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// A file lies there, and it was not said that it may be replaced.
    #[error("there is a file already: {}", .0.display())]
    Exists(PathBuf),
    /// There is no such file, or it can't be read.
    #[error("the file can't be read: {0}")]
    NotThere(String),
    /// There is no room for the copy; what was written of it is gone.
    #[error("there is no room for the copy; nothing was changed")]
    NoRoom,
    /// The copy can't be written in its folder.
    #[error("the copy can't be written in this folder: {0}")]
    Unwritable(String),
    /// Whoever wanted it does not any more.
    #[error("it was cancelled; nothing was changed")]
    Cancelled,
    /// No data file of this program, whatever its name is.
    #[error("the file is no backup of Tokendesk's")]
    NotOurs,
    /// It is one, and it is cut short or changed.
    #[error("the backup is damaged: {0}")]
    Damaged(String),
    /// It was written by a newer version.
    #[error("the backup has version {found}; this program knows versions up to {known}: install a newer one")]
    Newer {
        /// The backup's version.
        found: u32,
        /// The newest version that this program knows.
        known: u32,
    },
    /// It is of another data file, and there are tokens in the one that is here.
    #[error(
        "the backup is of another data file, and there are tokens in this one: restore it into a data folder of its own"
    )]
    Foreign,
    /// The data file that is here.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl BackupError {
    /// Of writing the copy.
    pub(crate) fn writing(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::NoRoom,
            _ => Self::Unwritable(error.to_string()),
        }
    }

    /// Of SQLite's work on a copy.
    pub(crate) fn copying(error: &rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::NoRoom,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(error.to_string()),
            _ => Self::Unwritable(error.to_string()),
        }
    }
}

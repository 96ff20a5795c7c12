//! What can go wrong with the data file.

use rusqlite::{ErrorCode, ffi};

/// Each variant is one that the desk reacts to differently.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another program holds the file for longer than the waiting time.
    #[error("the data file is in use by another program; try again")]
    Busy,
    /// The disk is full; nothing was changed.
    #[error("the disk is full; nothing was changed")]
    Full,
    /// The file or its folder can't be written.
    #[error("the data file or its folder can't be written")]
    ReadOnly,
    /// No database, or one that can't be read, or the folder can't be reached.
    #[error("the data file can't be used: {detail}")]
    Unreadable {
        /// What the system or SQLite said.
        detail: String,
    },
    /// A database of another program.
    #[error("the data file can't be used: it is a database of another program")]
    Foreign,
    /// Written by a newer version.
    #[error(
        "the data file has version {found}; this program knows versions up to {known}: install a newer one"
    )]
    Newer {
        /// The file's version.
        found: u32,
        /// The newest version that this program knows.
        known: u32,
    },
    /// The file was deleted, moved or replaced while it was open; what is written to it now would be lost.
    #[error(
        "the data file was moved, deleted or replaced while it was open; put it back, or start again to use the one \
         that is there now"
    )]
    Moved,
    /// The log (`-wal`) beside the file was written for another file, or for another state of it.
    #[error(
        "the log beside the data file (-wal) belongs to another file or to another state of it; nothing was changed: if \
         the file was put back from a copy, move its -wal and -shm out of the folder, keep them, and try again"
    )]
    ForeignLog,
    /// The file itself is damaged: a bad disk, or a copy that was cut short.
    #[error(
        "the data file is damaged{}; nothing was changed: keep a copy of its folder, and put an undamaged one in its \
         place if you have it", .at.as_ref().map(|at| format!(" ({at})")).unwrap_or_default()
    )]
    Damaged {
        /// Where, in SQLite's words, if it was looked for.
        at: Option<String>,
    },
    /// A row holds what no version writes.
    #[error("the data file is damaged: table {table}, column {column}, row {row}")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row's number, or 0 where it has none.
        row: i64,
    },
    /// Anything else that SQLite says; a programming error.
    #[error("the data file refused: {0}")]
    Sqlite(#[source] rusqlite::Error),
}

impl StoreError {
    /// The same error for one more caller of the same transaction.
    pub(crate) fn again(&self) -> Self {
        match self {
            Self::Busy => Self::Busy,
            Self::Full => Self::Full,
            Self::ReadOnly => Self::ReadOnly,
            Self::Unreadable { detail } => Self::Unreadable { detail: detail.clone() },
            Self::Foreign => Self::Foreign,
            Self::Moved => Self::Moved,
            Self::ForeignLog => Self::ForeignLog,
            Self::Damaged { at } => Self::Damaged { at: at.clone() },
            Self::Newer { found, known } => Self::Newer { found: *found, known: *known },
            Self::Corrupt { table, column, row } => Self::Corrupt { table, column, row: *row },
            Self::Sqlite(error) => Self::Unreadable { detail: error.to_string() },
        }
    }
}

/// An error that may be one of the data file.
pub trait StoreFailure: From<StoreError> {
    /// The data file's error, if it is one.
    fn store_error(&self) -> Option<&StoreError>;
}

impl StoreFailure for StoreError {
    fn store_error(&self) -> Option<&StoreError> {
        Some(self)
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        // Memory that several programs share is a file, too: it can't grow where the disk is full.
        if error.sqlite_error().is_some_and(|error| error.extended_code == ffi::SQLITE_IOERR_SHMSIZE) {
            return Self::Full;
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly,
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged { at: None },
            Some(ErrorCode::CannotOpen | ErrorCode::NotADatabase | ErrorCode::SystemIoFailure) => {
                Self::Unreadable { detail: error.to_string() }
            }
            _ => Self::Sqlite(error),
        }
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::Full,
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            _ => Self::Unreadable { detail: error.to_string() },
        }
    }
}

//! What can go wrong with the data file.

use rusqlite::ErrorCode;

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
    /// Not a data file of ours, damaged, or the folder can't be reached.
    #[error("the data file can't be used: {detail}")]
    Unreadable {
        /// What the system or SQLite said.
        detail: String,
    },
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
            Self::Newer { found, known } => Self::Newer { found: *found, known: *known },
            Self::Corrupt { table, column, row } => Self::Corrupt { table, column, row: *row },
            Self::Sqlite(error) => Self::Unreadable { detail: error.to_string() },
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly,
            Some(
                ErrorCode::CannotOpen
                | ErrorCode::NotADatabase
                | ErrorCode::DatabaseCorrupt
                | ErrorCode::SystemIoFailure,
            ) => Self::Unreadable { detail: error.to_string() },
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

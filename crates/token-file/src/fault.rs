//! What is wrong with a file, or with a row of it.

use std::io;

use crate::LONGEST_ROW;

/// One thing that is wrong with a row. The others may still be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// For scripts; stays.
    pub code: &'static str,
    /// The column as the file names it; none: the whole row.
    pub column: Option<String>,
    /// A sentence for people.
    pub message: String,
}

/// Why the rows of a file end before its end: what follows can't be told apart.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It is no file of rows.
    #[error("{message}")]
    NotRows {
        /// For scripts; stays.
        code: &'static str,
        /// A sentence for people.
        message: String,
    },
    /// It can't be read on: a fault of the machine.
    #[error("the file can't be read on: {0}")]
    Unreadable(#[from] io::Error),
}

impl Fault {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, column: None, message: message.into() }
    }

    pub(crate) fn at(column: &str, code: &'static str, message: impl Into<String>) -> Self {
        Self { column: Some(column.to_owned()), ..Self::new(code, message) }
    }
}

impl FileError {
    pub(crate) fn not_rows(code: &'static str, message: impl Into<String>) -> Self {
        Self::NotRows { code, message: message.into() }
    }

    pub(crate) fn row_too_long(line: u64) -> Self {
        let message = format!("The row that begins on line {line} is longer than {LONGEST_ROW} bytes.");
        Self::not_rows("row_too_long", message)
    }
}

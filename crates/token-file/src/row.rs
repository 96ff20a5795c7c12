//! One row, and where it stands.

use crate::{Fault, FileError, TokenFields};

/// The longest row in bytes: two full address lists are a tenth of it.
pub const LONGEST_ROW: u64 = 1024 * 1024;

/// One row, and where it stands.
#[derive(Debug)]
pub struct Row {
    /// Among the rows, from 1.
    pub number: u64,
    /// The line of the file that it begins on, from 1; none: the file is not made of lines.
    pub line: Option<u64>,
    /// What it says.
    pub content: Content,
}

/// What a row says.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "nearly every row is a token")]
pub enum Content {
    /// A token, and the fields that say something that can't be.
    Token(TokenFields, Vec<Fault>),
    /// No row of this format.
    Unreadable(Fault),
}

/// The rows of a file. An error ends them: what follows can't be told apart.
pub struct Rows<'f> {
    rows: Box<dyn Iterator<Item = Result<Row, FileError>> + 'f>,
    foreign: Vec<String>,
}

impl<'f> Rows<'f> {
    pub(crate) fn new(rows: impl Iterator<Item = Result<Row, FileError>> + 'f, foreign: Vec<String>) -> Self {
        Self { rows: Box::new(rows), foreign }
    }

    /// Columns that are known to mean nothing here, and are not read.
    pub fn foreign(&self) -> &[String] {
        &self.foreign
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<Row, FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.rows.next()
    }
}

//! One row, and where it stands.

use crate::{Fault, FileError, TokenFields};

/// The longest row in bytes: two full address lists are a tenth of it.
pub const LONGEST_ROW: u64 = 1024 * 1024;

/// One row, and where it stands.
#[derive(Debug)]
pub struct Row {
    /// Among the rows, from 1.
    pub number: u64,
    /// The line of the file that it begins on, from 1.
    pub line: u64,
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
pub type Rows<'f> = Box<dyn Iterator<Item = Result<Row, FileError>> + 'f>;

//! Tokens from a file: what it holds, what importing it would do, and what it did.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ChangedField, Fault, Field, FieldError};

/// A file that was dropped on the window. It goes to Rust as a whole; the window keeps nothing of it.
#[derive(Deserialize, TS)]
#[ts(export)]
pub(crate) struct DroppedFile {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// The file whose rows are looked at.
#[derive(Debug, Serialize, TS)]
#[ts(export)]
pub(crate) struct TokenFileName {
    pub(crate) name: String,
}

/// How its rows are read.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct ImportChoice {
    /// Of the rows that name none.
    pub(crate) scopes: Vec<String>,
    /// Leave the keys of the file out; each token gets a new one.
    pub(crate) new_keys: bool,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct ImportOrder {
    pub(crate) choice: ImportChoice,
    /// Leave wrong rows out; otherwise one of them stops all.
    pub(crate) leave_out_wrong: bool,
}

#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct ImportPreview {
    pub(crate) counts: ImportCounts,
    /// Rows that are right and have the name of another token or of an earlier row.
    pub(crate) same_name: u32,
    /// The first rows that are right.
    pub(crate) first: Vec<ImportedRow>,
    /// The first rows that are wrong.
    pub(crate) refused: Vec<RefusedRow>,
    /// Columns that mean nothing here and are not read.
    pub(crate) foreign: Vec<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct ImportCounts {
    /// With new keys.
    pub(crate) issued: u32,
    /// With the keys that they bring along.
    pub(crate) adopted: u32,
    /// Their keys are there, and their tokens are as they say.
    pub(crate) already_there: u32,
    pub(crate) refused: u32,
}

#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct ImportedRow {
    /// Among the rows, from 1.
    pub(crate) row: u32,
    pub(crate) name: String,
    pub(crate) becomes: RowOutcome,
    pub(crate) scopes: Vec<String>,
    pub(crate) expires_ms: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum RowOutcome {
    Issued,
    Adopted,
    AlreadyThere,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct RefusedRow {
    pub(crate) row: u32,
    /// The line of the file that it begins on; null: the file is not made of lines.
    pub(crate) line: Option<u32>,
    /// As far as it is readable.
    pub(crate) name: String,
    pub(crate) problems: Vec<RowProblem>,
}

/// What is wrong with a row. The interface writes the sentence.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "code", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[ts(export)]
pub(crate) enum RowProblem {
    /// As in a form; the entry of the list, where it is about one.
    Field {
        error: FieldError,
        entry: String,
    },
    /// Blank, where a number belongs.
    NoNumber {
        field: Field,
    },
    /// null: no window is said.
    UnknownWindow {
        field: Field,
        word: Option<String>,
    },
    /// It can't stand in a row; the column as the file names it (null: the whole row), and more in English.
    Shape {
        problem: ShapeProblem,
        column: Option<String>,
        detail: String,
    },
    KeyTooShort {
        length: u32,
        min: u32,
    },
    KeyTooLong {
        length: u32,
        max: u32,
    },
    KeyBadCharacter,
    KeyMasked,
    KeyGuessable,
    /// An earlier row has the same key.
    KeyTwice,
    /// Its key is that of a token that differs from it.
    KeyTaken {
        id: i64,
        fields: Vec<ChangedField>,
    },
    /// Its key was that of a token which has a new one now.
    KeyRotated {
        id: i64,
    },
    /// Its key is that of a token that is revoked or in the trash.
    TokenGone {
        id: i64,
    },
}

/// Why something can't stand in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum ShapeProblem {
    WrongCellCount,
    NotUtf8,
    NotJson,
    WrongType,
    UnknownColumn,
    Twice,
    NotYesOrNo,
    NotADigest,
    TwoKeys,
    Deleted,
    Other,
}

/// Why a file can't be read as tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum TokenFileProblem {
    Unreadable,
    TooLarge,
    /// There are no rows.
    Empty,
    /// The table has no column of scopes: choose them for all rows.
    NoScopes,
    MissingColumn,
    UnknownColumn,
    DuplicateColumn,
    UnbalancedQuotes,
    RowTooLong,
    /// None of the formats.
    NotRows,
    /// No file is chosen any more.
    Gone,
}

#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct ImportReport {
    pub(crate) counts: ImportCounts,
    /// Rows that it did not come to, since it was stopped.
    pub(crate) left: u32,
    /// Also of an import before this one.
    pub(crate) unsaved: UnsavedKeys,
    /// What stopped it after some rows; null: nothing did, or the admin.
    pub(crate) fault: Option<Fault>,
    /// The first rows that were left out.
    pub(crate) refused: Vec<RefusedRow>,
}

/// Keys that imports drew, at hand to be saved.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct UnsavedKeys {
    pub(crate) keys: u32,
    /// How many of them are kept nowhere else.
    pub(crate) shown_once: u32,
}

#[derive(Debug, Serialize, TS)]
#[ts(export)]
pub(crate) struct SavedKeys {
    /// Where they lie; null: the admin thought better of it.
    pub(crate) path: Option<String>,
    pub(crate) written: u32,
    /// Keys that are not at hand any more: the vault was locked meanwhile, or their tokens are gone.
    pub(crate) missing: u32,
}

//! Tokens from a file.

use tokendesk_domain::{
    existing_key::{ExistingKey, KeyProblem},
    field_error::{Field, FieldError},
    issue::NewToken,
};
use tokendesk_issuer::{ImportOutcome, ImportProblem};
use tokendesk_token_file::{Fault as RowFault, FileError, TokenFields};
use tokendesk_token_rows::{RowError, TextError};

use super::draft::small;
use crate::{
    token_file::{FileRow, Unusable},
    token_import::Verdict,
    wire::{
        Fault, ImportCounts, ImportPreview, ImportedRow, RefusedRow, RowOutcome, RowProblem, ShapeProblem,
        TokenFileProblem,
    },
};

/// Rows that a preview shows, of those that are right and of those that are wrong.
const SHOWN: usize = 200;

impl From<Unusable> for Fault {
    fn from(unusable: Unusable) -> Self {
        let detail = match &unusable {
            Unusable::Unreadable(error) => error.to_string(),
            Unusable::Rows(error) => error.to_string(),
            Unusable::TooLarge | Unusable::Empty | Unusable::NoScopes => String::new(),
        };
        let problem = match unusable {
            Unusable::Unreadable(_) | Unusable::Rows(FileError::Unreadable(_)) => {
                TokenFileProblem::Unreadable
            }
            Unusable::TooLarge => TokenFileProblem::TooLarge,
            Unusable::Empty => TokenFileProblem::Empty,
            Unusable::NoScopes => TokenFileProblem::NoScopes,
            Unusable::Rows(FileError::NotRows { code, .. }) => match code {
                "missing_column" => TokenFileProblem::MissingColumn,
                "unknown_column" => TokenFileProblem::UnknownColumn,
                "duplicate_column" => TokenFileProblem::DuplicateColumn,
                "unbalanced_quotes" => TokenFileProblem::UnbalancedQuotes,
                "row_too_long" => TokenFileProblem::RowTooLong,
                _ => TokenFileProblem::NotRows,
            },
        };
        Self::TokenFileRefused { problem, detail }
    }
}

/// What importing the rows would do.
pub(crate) fn import_preview(rows: &[FileRow], verdicts: &[Verdict], foreign: Vec<String>) -> ImportPreview {
    let mut preview = ImportPreview {
        counts: ImportCounts::default(),
        same_name: 0,
        first: Vec::new(),
        refused: Vec::new(),
        foreign,
    };
    for (row, verdict) in rows.iter().zip(verdicts) {
        match verdict {
            Verdict::Right(outcome, new, same_name) => {
                let becomes = becomes(outcome);
                *count(&mut preview.counts, becomes) += 1;
                preview.same_name += u32::from(*same_name);
                if preview.first.len() < SHOWN {
                    preview.first.push(imported_row(row, becomes, new));
                }
            }
            Verdict::Wrong(problem) => {
                preview.counts.refused += 1;
                if preview.refused.len() < SHOWN {
                    preview.refused.push(refused_row(row, problem.as_ref()));
                }
            }
        }
    }
    preview
}

/// The first of the rows that are wrong.
pub(crate) fn refused_rows<'r>(
    wrong: impl Iterator<Item = (&'r FileRow, Option<&'r ImportProblem>)>,
) -> Vec<RefusedRow> {
    wrong.take(SHOWN).map(|(row, problem)| refused_row(row, problem)).collect()
}

const fn count(counts: &mut ImportCounts, becomes: RowOutcome) -> &mut u32 {
    match becomes {
        RowOutcome::Issued => &mut counts.issued,
        RowOutcome::Adopted => &mut counts.adopted,
        RowOutcome::AlreadyThere => &mut counts.already_there,
    }
}

const fn becomes(outcome: &ImportOutcome<(), ()>) -> RowOutcome {
    match outcome {
        ImportOutcome::Issued(()) => RowOutcome::Issued,
        ImportOutcome::Adopted(()) => RowOutcome::Adopted,
        // Rows are asked about without the right to change a token.
        ImportOutcome::AlreadyThere(_) | ImportOutcome::Updated(_) => RowOutcome::AlreadyThere,
    }
}

fn imported_row(row: &FileRow, becomes: RowOutcome, new: &NewToken) -> ImportedRow {
    ImportedRow {
        row: number(row.number),
        name: new.name.to_string(),
        becomes,
        scopes: new.terms.scopes.iter().map(ToString::to_string).collect(),
        expires_ms: new.terms.expires.map(|at| at.timestamp_millis()),
    }
}

fn refused_row(row: &FileRow, problem: Option<&ImportProblem>) -> RefusedRow {
    let problems = match &row.read {
        Err(fault) => vec![shape(fault)],
        Ok(read) => {
            let mut problems: Vec<_> = read.errors.iter().map(|error| of_row(error, &read.fields)).collect();
            problems.extend(problem.into_iter().flat_map(|problem| of_desk(problem, &read.fields)));
            problems
        }
    };
    RefusedRow { row: number(row.number), line: row.line.map(number), name: row.name().to_owned(), problems }
}

fn of_row(error: &RowError, fields: &TokenFields) -> RowProblem {
    match error {
        RowError::Text(error) => of_text(error, fields),
        RowError::Shape(fault) => shape(fault),
        RowError::Key(problem) => match problem {
            KeyProblem::TooShort { length } => {
                RowProblem::KeyTooShort { length: small(*length), min: small(ExistingKey::MIN) }
            }
            KeyProblem::TooLong { length } => {
                RowProblem::KeyTooLong { length: small(*length), max: small(ExistingKey::MAX) }
            }
            KeyProblem::BadCharacter => RowProblem::KeyBadCharacter,
            KeyProblem::Masked => RowProblem::KeyMasked,
            KeyProblem::Guessable => RowProblem::KeyGuessable,
        },
        RowError::KeyTwice => RowProblem::KeyTwice,
    }
}

/// What is wrong with a text, whatever the desk says.
pub(super) fn of_text(error: &TextError, fields: &TokenFields) -> RowProblem {
    match error {
        TextError::Field(error) => field(error, fields, false),
        TextError::NoNumber(field) => RowProblem::NoNumber { field: (*field).into() },
        TextError::UnknownWindow { field, word, .. } => {
            RowProblem::UnknownWindow { field: (*field).into(), word: word.clone() }
        }
    }
}

fn of_desk(problem: &ImportProblem, fields: &TokenFields) -> Vec<RowProblem> {
    match problem {
        ImportProblem::Fields(errors) => errors.iter().map(|error| field(error, fields, true)).collect(),
        ImportProblem::KeyTaken { id, fields } => {
            let fields = fields.iter().map(|field| (*field).into()).collect();
            vec![RowProblem::KeyTaken { id: id.0, fields }]
        }
        ImportProblem::KeyRotated(id) => vec![RowProblem::KeyRotated { id: id.0 }],
        ImportProblem::TokenGone(id) => vec![RowProblem::TokenGone { id: id.0 }],
        // Only of imports that have a name; the window gives them none.
        ImportProblem::OtherFile => Vec::new(),
    }
}

/// With the entry of the list as written; the domain counts entries without the blank ones.
pub(super) fn field(error: &FieldError, fields: &TokenFields, skips_blank: bool) -> RowProblem {
    let list: &[String] = match error.field {
        Field::AllowIps => &fields.allow_ips,
        Field::BlockIps => &fields.block_ips,
        Field::Models => &fields.models,
        _ => &[],
    };
    let mut entries = list.iter().filter(|entry| !skips_blank || !entry.trim().is_empty());
    let entry = error.index.and_then(|index| entries.nth(index)).cloned().unwrap_or_default();
    RowProblem::Field { error: error.clone().into(), entry }
}

fn shape(RowFault { code, column, message }: &RowFault) -> RowProblem {
    let problem = match *code {
        "wrong_cell_count" => ShapeProblem::WrongCellCount,
        "not_utf8" => ShapeProblem::NotUtf8,
        "not_json" => ShapeProblem::NotJson,
        "wrong_type" => ShapeProblem::WrongType,
        "unknown_column" => ShapeProblem::UnknownColumn,
        "duplicate_column" => ShapeProblem::Twice,
        "not_yes_or_no" => ShapeProblem::NotYesOrNo,
        "not_a_digest" => ShapeProblem::NotADigest,
        "two_keys" => ShapeProblem::TwoKeys,
        "deleted" => ShapeProblem::Deleted,
        _ => ShapeProblem::Other,
    };
    RowProblem::Shape { problem, column: column.clone(), detail: message.clone() }
}

fn number(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

//! A row of a file as the token that it stands for.

use tokendesk_domain::{existing_key::KeyProblem, field_error::FieldError};
use tokendesk_issuer::{ImportProblem, ImportRow};
use tokendesk_token_file::{Column, Row};
use tokendesk_token_rows::{RowError, RowReader, TokenRow};

use crate::{args::TermsArgs, form::Typed, record::RowRecord, refusal::Refusal, rows::column_of};

/// A row, and its token if it has one.
pub(super) struct Candidate {
    number: u64,
    line: Option<u64>,
    read: Result<(Typed<ImportRow>, TermsArgs), Refusal>,
}

impl Candidate {
    /// The next row of the file.
    pub(super) fn read(row: Row, reader: &mut RowReader) -> Self {
        let number = row.number;
        let read = match reader.read(row.content) {
            Ok(TokenRow { form, key, enabled, errors, fields }) => {
                let refusals = errors.into_iter().map(refused).collect();
                Ok((Typed { form: ImportRow { number, form, key, enabled }, refusals }, fields.into()))
            }
            Err(fault) => Err(fault.into()),
        };
        Self { number, line: row.line, read }
    }
}

fn refused(error: RowError) -> Refusal {
    let key = |code, message| Refusal::at(Column::Key.name(), code, message);
    match error {
        RowError::Text(error) => error.into(),
        RowError::Shape(fault) => fault.into(),
        RowError::Key(problem) => {
            let way_out = match problem {
                KeyProblem::Masked => " With --new-keys each token gets a new one.",
                _ => "",
            };
            key(problem.code(), format!("{problem}{way_out}"))
        }
        RowError::KeyTwice => key("duplicate_key", "An earlier row has the same key.".to_owned()),
    }
}

impl Candidate {
    /// The token, if the row can be read at all.
    pub(super) fn row(&self) -> Option<&ImportRow> {
        self.read.as_ref().ok().map(|(typed, _)| &typed.form)
    }

    /// The token, if only the desk can still find something wrong with it.
    pub(super) fn clean_row(&self) -> Option<&ImportRow> {
        self.row().filter(|_| self.read.as_ref().is_ok_and(|(typed, _)| typed.refusals.is_empty()))
    }

    /// The token, if the row is wrong whatever the desk says of it.
    pub(super) fn unclean_row(&self) -> Option<&ImportRow> {
        if self.clean_row().is_some() { None } else { self.row() }
    }

    /// All that is wrong with the row, with what the desk says of its token; the fields are the columns.
    pub(super) fn refusals(&self, problem: Option<&ImportProblem>) -> Vec<Refusal> {
        let errors: &[FieldError] = match problem {
            Some(ImportProblem::Fields(errors)) => errors,
            _ => &[],
        };
        let mut refusals = match &self.read {
            Ok((typed, terms)) => typed.all_refusals(errors, terms),
            Err(refusal) => vec![refusal.clone()],
        };
        refusals.extend(problem.and_then(of_key));
        let columns = |refusal: Refusal| Refusal {
            field: refusal.field.map(|field| column_of(&field).map_or(field, str::to_owned)),
            ..refusal
        };
        refusals.into_iter().map(columns).collect()
    }

    /// The row as scripts see it, so far.
    pub(super) fn record(&self) -> RowRecord<'_> {
        RowRecord {
            row: self.number,
            line: self.line,
            outcome: None,
            id: None,
            name: self.row().map(|row| row.form.name.trim()),
            visibility: None,
            key: None,
            errors: &[],
        }
    }

    /// Its place in the file, from 1.
    pub(super) const fn number(&self) -> u64 {
        self.number
    }

    /// `line 3`, or where there are no lines `row 2`.
    pub(super) fn place(&self) -> String {
        self.line.map_or_else(|| format!("row {}", self.number), |line| format!("line {line}"))
    }

    /// What is wrong with the row, in a sentence for people each.
    pub(super) fn sentences(&self, refusals: &[Refusal]) -> Vec<String> {
        let place = |refusal: &Refusal| match (&refusal.field, refusal.index) {
            (Some(field), Some(index)) => format!("{field} {}: ", index + 1),
            (Some(field), None) => format!("{field}: "),
            (None, _) => String::new(),
        };
        let row = match self.line {
            Some(line) => format!("line {line} (row {})", self.number),
            None => format!("row {}", self.number),
        };
        let sentence = |refusal| format!("{row}: {}{}", place(refusal), refusal.message);
        refusals.iter().map(sentence).collect()
    }
}

/// What is wrong with the row's key, where that is what is wrong.
fn of_key(problem: &ImportProblem) -> Option<Refusal> {
    let refused = |code, message| Some(Refusal::at(Column::Key.name(), code, message));
    match problem {
        ImportProblem::Fields(_) => None,
        ImportProblem::KeyTaken { id, fields } => {
            let fields: Vec<_> = fields.iter().map(|field| field.code().replace('_', " ")).collect();
            let message = format!(
                "The key is that of token {}, which differs in: {}. --update changes what can be changed.",
                id.0,
                fields.join(", ")
            );
            refused("key_taken", message)
        }
        ImportProblem::KeyRotated(id) => {
            refused("key_rotated", format!("The key was that of token {}, which has a new one now.", id.0))
        }
        ImportProblem::OtherFile => {
            Some(Refusal::at("batch_id", "batch_id_reused", "Another file was imported under this batch ID."))
        }
        ImportProblem::TokenGone(id) => {
            let message = format!("The key is that of token {}, which is revoked or in the trash.", id.0);
            refused("token_gone", message)
        }
    }
}

//! A row of a file as the token that it stands for.

use std::collections::HashSet;

use tokendesk_domain::{
    existing_key::{ExistingKey, KeyProblem},
    field_error::FieldError,
    key::KeyHash,
};
use tokendesk_issuer::{ImportProblem, ImportRow};
use tokendesk_token_file::{Column, Content, GivenKey, Row};

use crate::{
    args::{TermsArgs, TokenArgs},
    form::{self, Typed},
    record::RowRecord,
    refusal::Refusal,
    rows::column_of,
};

/// A row, and its token if it has one.
pub(super) struct Candidate {
    number: u64,
    line: Option<u64>,
    read: Result<(Typed<ImportRow>, TermsArgs), Refusal>,
}

/// How rows become candidates.
pub(super) struct Reading {
    new_keys: bool,
    /// The keys of the rows before.
    seen: HashSet<KeyHash>,
}

impl Reading {
    /// With `new_keys` the keys that rows bring along are left out.
    pub(super) fn new(new_keys: bool) -> Self {
        Self { new_keys, seen: HashSet::new() }
    }

    /// The next row of the file.
    pub(super) fn candidate(&mut self, row: Row) -> Candidate {
        let read = match row.content {
            Content::Token(mut fields, faults) => {
                let given = fields.key.take().filter(|_| !self.new_keys);
                let enabled = fields.enabled;
                let args = TokenArgs::from(fields);
                let Typed { form, mut refusals } = form::issue(&args);
                refusals.extend(faults.into_iter().map(Refusal::from));
                let key = given.and_then(|given| self.key(given, &mut refusals));
                Ok((Typed { form: ImportRow { form, key, enabled }, refusals }, args.terms))
            }
            Content::Unreadable(fault) => Err(fault.into()),
        };
        Candidate { number: row.number, line: row.line, read }
    }

    fn key(&mut self, given: GivenKey, refusals: &mut Vec<Refusal>) -> Option<ExistingKey> {
        let key = match given {
            GivenKey::Whole(text) => ExistingKey::parse(&text).map_err(|problem| refused(&problem)),
            GivenKey::Sha256(digest) => Ok(ExistingKey::Hash(KeyHash::from_bytes(digest))),
        };
        let key = key.and_then(|key| {
            if self.seen.insert(key.hash()) {
                return Ok(key);
            }
            Err(Refusal::at(Column::Key.name(), "duplicate_key", "An earlier row has the same key."))
        });
        key.map_err(|refusal| refusals.push(refusal)).ok()
    }
}

fn refused(problem: &KeyProblem) -> Refusal {
    let way_out = match problem {
        KeyProblem::Masked => " With --new-keys each token gets a new one.",
        _ => "",
    };
    Refusal::at(Column::Key.name(), problem.code(), format!("{problem}{way_out}"))
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
        ImportProblem::TokenGone(id) => {
            let message = format!("The key is that of token {}, which is revoked or in the trash.", id.0);
            refused("token_gone", message)
        }
    }
}

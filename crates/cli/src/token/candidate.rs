//! A row of a file as the form that it stands for.

use tokendesk_domain::{field_error::FieldError, issue::IssueForm};
use tokendesk_token_file::{Content, Row};

use crate::{
    args::{TermsArgs, TokenArgs},
    form::{self, Typed},
    record::RowRecord,
    refusal::Refusal,
    rows::column_of,
};

/// A row, and its form if it has one.
pub(super) struct Candidate {
    number: u64,
    pub(super) line: u64,
    read: Result<(Typed<IssueForm>, TermsArgs), Refusal>,
}

impl Candidate {
    pub(super) fn new(row: Row) -> Self {
        let read = match row.content {
            Content::Token(fields, faults) => {
                let args = TokenArgs::from(fields);
                let mut typed = form::issue(&args);
                typed.refusals.extend(faults.into_iter().map(Refusal::from));
                Ok((typed, args.terms))
            }
            Content::Unreadable(fault) => Err(fault.into()),
        };
        Self { number: row.number, line: row.line, read }
    }

    /// The form, if the row can be read at all.
    pub(super) fn form(&self) -> Option<&IssueForm> {
        self.read.as_ref().ok().map(|(typed, _)| &typed.form)
    }

    /// The form, if only the domain can still find something wrong with it.
    pub(super) fn clean_form(&self) -> Option<&IssueForm> {
        self.form().filter(|_| self.read.as_ref().is_ok_and(|(typed, _)| typed.refusals.is_empty()))
    }

    /// The form, if the row is wrong whatever the domain says of it.
    pub(super) fn unclean_form(&self) -> Option<&IssueForm> {
        if self.clean_form().is_some() { None } else { self.form() }
    }

    /// All that is wrong with the row, with what the domain says of its form; the fields are the columns.
    pub(super) fn refusals(&self, errors: &[FieldError]) -> Vec<Refusal> {
        let refusals = match &self.read {
            Ok((typed, terms)) => typed.all_refusals(errors, terms),
            Err(refusal) => vec![refusal.clone()],
        };
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
            id: None,
            name: self.form().map(|form| form.name.trim()),
            visibility: None,
            key: None,
            errors: &[],
        }
    }

    /// What is wrong with the row, in a sentence for people each.
    pub(super) fn sentences(&self, refusals: &[Refusal]) -> Vec<String> {
        let place = |refusal: &Refusal| match (&refusal.field, refusal.index) {
            (Some(field), Some(index)) => format!("{field} {}: ", index + 1),
            (Some(field), None) => format!("{field}: "),
            (None, _) => String::new(),
        };
        let sentence = |refusal| {
            format!("line {} (row {}): {}{}", self.line, self.number, place(refusal), refusal.message)
        };
        refusals.iter().map(sentence).collect()
    }
}

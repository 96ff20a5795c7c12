//! One entry as an object.

use serde::Serialize;
use tokendesk_domain::audit::LoggedEntry;

use crate::{ChangeRecord, moment};

/// An entry of the audit log. The names of its fields stay; new ones may be added.
#[derive(Debug, Serialize)]
pub struct EntryRecord {
    number: i64,
    at: String,
    /// `desk:anna`, `cli:root`, `api:ci`
    actor: String,
    /// The client's, over HTTP; else null.
    address: Option<String>,
    /// `issued`, `edited`, `disabled`, …
    action: &'static str,
    /// The token's number; null: it was done to something else.
    token: Option<i64>,
    /// The name of the token, scope, route or key.
    subject: String,
    changes: Vec<ChangeRecord>,
    /// Of this entry and all before it.
    hash: String,
}

impl EntryRecord {
    /// The entry.
    pub fn of(LoggedEntry { number, entry, hash }: &LoggedEntry) -> Self {
        Self {
            number: *number,
            at: moment(entry.at),
            actor: entry.actor.name.clone(),
            address: entry.actor.address.map(|address| address.to_string()),
            action: entry.action.code(),
            token: entry.token.map(|id| id.0),
            subject: entry.subject.clone(),
            changes: entry.changes.iter().map(ChangeRecord::of).collect(),
            hash: hash.to_string(),
        }
    }

    /// The cells of a row, in the order of [`COLUMNS`].
    pub(crate) fn cells(self) -> Result<[String; COLUMNS.len()], serde_json::Error> {
        Ok([
            self.number.to_string(),
            self.at,
            self.actor,
            self.address.unwrap_or_default(),
            self.action.to_owned(),
            self.token.map(|id| id.to_string()).unwrap_or_default(),
            self.subject,
            if self.changes.is_empty() { String::new() } else { serde_json::to_string(&self.changes)? },
            self.hash,
        ])
    }
}

/// The head of a table; the names are those of the object.
pub(crate) const COLUMNS: [&str; 9] =
    ["number", "at", "actor", "address", "action", "token", "subject", "changes", "hash"];

//! Rows of a file of tokens, as scripts see them.

use std::borrow::Cow;

use serde::Serialize;

use crate::{refusal::Refusal, text::visible};

/// What became of one row of `token issue --from`: issued (with `id` and `key`), imported with its own key, updated or
/// already there (with `id`), wrong (with `errors`), or, on a dry run, right.
#[derive(Serialize)]
pub(crate) struct RowRecord<'r> {
    /// Among the rows, from 1.
    pub(crate) row: u64,
    /// The line of the file that it begins on, from 1; left out where the file is not made of lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) line: Option<u64>,
    /// Left out where the row is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) outcome: Option<RowOutcome>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<&'r str>,
    /// `copyable` or `show_once`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) visibility: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) key: Option<&'r str>,
    /// The fields are the columns.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub(crate) errors: &'r [Refusal],
}

/// What became of a row that is right, or would.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RowOutcome {
    /// A token with a new key.
    Issued,
    /// A token with the key that its client holds.
    Imported,
    /// Its token was there, and is as the row says now.
    Updated,
    /// Its token was there as the row says.
    AlreadyThere,
}

impl RowOutcome {
    /// What stands in the place of a key; none: the key.
    const fn word(self) -> Option<&'static str> {
        match self {
            Self::Issued => None,
            Self::Imported => Some("imported"),
            Self::Updated => Some("updated"),
            Self::AlreadyThere => Some("already there"),
        }
    }
}

impl RowRecord<'_> {
    /// The row for people and for tools that take tabs: number, token, name, key. A name has no tab.
    pub(crate) fn plain(&self) -> String {
        let id = self.id.map(|id| id.to_string());
        let name = self.name.map(visible);
        let key = self.key.or_else(|| self.outcome.and_then(RowOutcome::word));
        let cells = [Some(self.row.to_string().into()), id.map(Into::into), name, key.map(Into::into)];
        cells.into_iter().flatten().collect::<Vec<Cow<'_, str>>>().join("\t")
    }
}

//! Rows of a file of tokens, as scripts see them.

use std::borrow::Cow;

use serde::Serialize;

use crate::{refusal::Refusal, text::visible};

/// What became of one row of `token issue --from`: issued (with `id` and `key`), wrong (with `errors`), or, on a
/// dry run, right (with neither).
#[derive(Serialize)]
pub(crate) struct RowRecord<'r> {
    /// Among the rows, from 1.
    pub(crate) row: u64,
    /// The line of the file that it begins on, from 1.
    pub(crate) line: u64,
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

impl RowRecord<'_> {
    /// The row for people and for tools that take tabs: number, token, name, key. A name has no tab.
    pub(crate) fn plain(&self) -> String {
        let id = self.id.map(|id| id.to_string());
        let name = self.name.map(visible);
        let cells = [Some(self.row.to_string().into()), id.map(Into::into), name, self.key.map(Into::into)];
        cells.into_iter().flatten().collect::<Vec<Cow<'_, str>>>().join("\t")
    }
}

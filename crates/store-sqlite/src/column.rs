//! Reading columns into domain types, with an error that names the place.

use chrono::{DateTime, Utc};
use rusqlite::Row;
use tokendesk_domain::token::TokenId;

use crate::StoreError;

/// One row of a table that is being read.
pub(crate) struct Reader<'r> {
    pub(crate) table: &'static str,
    pub(crate) id: i64,
    pub(crate) row: &'r Row<'r>,
}

impl Reader<'_> {
    pub(crate) fn corrupt(&self, column: &'static str) -> StoreError {
        StoreError::Corrupt { table: self.table, column, row: self.id }
    }

    pub(crate) fn raw<T: rusqlite::types::FromSql>(&self, column: &'static str) -> Result<T, StoreError> {
        self.row.get(column).map_err(|_| self.corrupt(column))
    }

    /// A text that `parse` turns into a value.
    pub(crate) fn parsed<T, E>(
        &self,
        column: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, StoreError> {
        parse(&self.raw::<String>(column)?).map_err(|_| self.corrupt(column))
    }

    /// One value a line; blank: none.
    pub(crate) fn lines<T, E>(
        &self,
        column: &'static str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Result<Vec<T>, StoreError> {
        self.raw::<String>(column)?
            .lines()
            .map(|line| parse(line).map_err(|_| self.corrupt(column)))
            .collect()
    }

    pub(crate) fn moment(&self, column: &'static str) -> Result<DateTime<Utc>, StoreError> {
        self.optional_moment(column)?.ok_or_else(|| self.corrupt(column))
    }

    pub(crate) fn optional_moment(&self, column: &'static str) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.raw::<Option<i64>>(column)?
            .map(|ms| DateTime::from_timestamp_millis(ms).ok_or_else(|| self.corrupt(column)))
            .transpose()
    }
}

/// Numbers by comma, one for each row; blank: it has no token.
pub(crate) fn token_numbers(tokens: &[Option<TokenId>]) -> String {
    let numbers: Vec<_> =
        tokens.iter().map(|token| token.map(|id| id.0.to_string()).unwrap_or_default()).collect();
    numbers.join(",")
}

/// What [`token_numbers`] wrote; none: it did not.
pub(crate) fn read_token_numbers(text: &str) -> Option<Vec<Option<TokenId>>> {
    let token =
        |text: &str| if text.is_empty() { Some(None) } else { text.parse().ok().map(|id| Some(TokenId(id))) };
    text.split(',').map(token).collect()
}

pub(crate) fn one_a_line<T: std::fmt::Display>(list: &[T]) -> String {
    list.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

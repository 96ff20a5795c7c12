//! Reading columns into domain types, with an error that names the place.

use std::cell::Cell;

use chrono::{DateTime, Utc};
use rusqlite::{
    Row,
    types::{FromSql, ValueRef},
};
use tokendesk_domain::token::TokenId;

use crate::StoreError;

/// One row of a table that is being read, column by column in the order of the statement.
///
/// Each column is asked for by its name, for the error and for whoever reads the code; looking for the names would
/// take longer than reading, with a million rows. A build with debug assertions refuses another order.
pub(crate) struct Reader<'r> {
    table: &'static str,
    pub(crate) id: i64,
    row: &'r Row<'r>,
    next: Cell<usize>,
}

impl<'r> Reader<'r> {
    /// `id` tells in errors which row it is; 0: it has no number.
    pub(crate) const fn new(table: &'static str, id: i64, row: &'r Row<'r>) -> Self {
        Self { table, id, row, next: Cell::new(0) }
    }

    /// A row whose number stands in its first column.
    pub(crate) fn numbered(
        table: &'static str,
        number: &'static str,
        row: &'r Row<'r>,
    ) -> Result<Self, StoreError> {
        let reader = Self::new(table, 0, row);
        let id = reader.raw(number)?;
        Ok(Self { id, ..reader })
    }

    pub(crate) fn corrupt(&self, column: &'static str) -> StoreError {
        StoreError::Corrupt { table: self.table, column, row: self.id }
    }

    fn value(&self, column: &'static str) -> Result<ValueRef<'r>, StoreError> {
        let at = self.next.get();
        self.next.set(at + 1);
        debug_assert_eq!(self.row.as_ref().column_name(at).ok(), Some(column), "the next column");
        Ok(self.row.get_ref(at)?)
    }

    pub(crate) fn raw<T: FromSql>(&self, column: &'static str) -> Result<T, StoreError> {
        T::column_result(self.value(column)?).map_err(|_| self.corrupt(column))
    }

    pub(crate) fn text(&self, column: &'static str) -> Result<&'r str, StoreError> {
        self.value(column)?.as_str().map_err(|_| self.corrupt(column))
    }

    pub(crate) fn optional_text(&self, column: &'static str) -> Result<Option<&'r str>, StoreError> {
        self.value(column)?.as_str_or_null().map_err(|_| self.corrupt(column))
    }

    /// A text that `parse` turns into a value.
    pub(crate) fn parsed<T, E>(
        &self,
        column: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, StoreError> {
        parse(self.text(column)?).map_err(|_| self.corrupt(column))
    }

    /// The same, where there may be none.
    pub(crate) fn optional_parsed<T, E>(
        &self,
        column: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, StoreError> {
        self.optional_text(column)?.map(|text| parse(text).map_err(|_| self.corrupt(column))).transpose()
    }

    /// One value a line; blank: none.
    pub(crate) fn lines<T, E>(
        &self,
        column: &'static str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Result<Vec<T>, StoreError> {
        self.parsed(column, |text| text.lines().map(parse).collect())
    }

    /// A number that is never negative.
    pub(crate) fn optional_count(&self, column: &'static str) -> Result<Option<u64>, StoreError> {
        let count = self.raw::<Option<i64>>(column)?;
        count.map(|count| u64::try_from(count).map_err(|_| self.corrupt(column))).transpose()
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

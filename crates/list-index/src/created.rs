//! When tokens were issued, as far as a list is sorted by it.

use crate::{IndexError, column::Column};

/// Numbers are given out as tokens are issued, so their order mostly is that of time, and nothing need be kept.
pub(crate) enum Created {
    /// No row is older than the one before it; the last one is of this moment.
    InOrder(i64),
    /// The clock was set back in between.
    Mixed(Column),
}

impl Default for Created {
    fn default() -> Self {
        Self::InOrder(i64::MIN)
    }
}

impl Created {
    pub(crate) fn new(rows: &[i64]) -> Self {
        if rows.is_sorted() {
            return rows.last().map_or_else(Self::default, |last| Self::InOrder(*last));
        }
        Self::Mixed(Column::new(&rows.iter().copied().map(Some).collect::<Vec<_>>()))
    }

    /// The column to sort by; none: rows are in order as they are.
    pub(crate) fn column(&self) -> Option<&Column> {
        match self {
            Self::InOrder(_) => None,
            Self::Mixed(column) => Some(column),
        }
    }

    /// Makes a place for each of these moments.
    pub(crate) fn admit(&mut self, values: impl Iterator<Item = i64>) {
        if let Self::Mixed(column) = self {
            column.admit(values);
        }
    }

    /// Takes over the row after the last one. A row that is known keeps its moment for life.
    pub(crate) fn push(&mut self, row: u32, value: i64) -> Result<(), IndexError> {
        match self {
            Self::InOrder(last) if value < *last => return Err(IndexError::OutOfOrder),
            Self::InOrder(last) => *last = value,
            Self::Mixed(column) => column.set(row, Some(value)),
        }
        Ok(())
    }

    /// See [`Column::is_worn`].
    pub(crate) fn is_worn(&self) -> bool {
        self.column().is_some_and(Column::is_worn)
    }
}

//! A column of numbers that rows are sorted by.

use crate::{
    ascending::Ascending,
    codes::{Codes, NONE},
};

/// For each row the place of its value among all distinct values. Comparing, sorting and counting need only the
/// places; where values repeat, as limits and days do, this is also less memory.
#[derive(Default)]
pub(crate) struct Column {
    /// Sorted, without doubles. Values that no row has any more may remain.
    values: Ascending,
    codes: Codes,
}

impl Column {
    pub(crate) fn new(rows: &[Option<i64>]) -> Self {
        let mut values: Vec<i64> = rows.iter().copied().flatten().collect();
        values.sort_unstable();
        values.dedup();
        let mut column = Self::default();
        column.values.extend(values);
        column.values.shrink_to_fit();
        column.codes =
            Codes::new(rows.len(), column.values.len(), rows.iter().map(|value| column.code(*value)));
        column
    }

    /// The place of a row's value, or [`NONE`].
    pub(crate) fn at(&self, row: u32) -> u32 {
        self.codes.at(row)
    }

    /// The place of each row's value, or [`NONE`].
    pub(crate) fn codes(&self) -> impl Iterator<Item = u32> {
        self.codes.iter()
    }

    /// One more than the largest place.
    pub(crate) fn places(&self) -> u32 {
        narrow(self.values.len())
    }

    /// Places below this one hold a value up to `limit`.
    pub(crate) fn up_to(&self, limit: i64) -> u32 {
        narrow(self.values.up_to(limit))
    }

    /// The smallest value above `limit`.
    pub(crate) fn next_above(&self, limit: i64) -> Option<i64> {
        self.values.get(self.values.up_to(limit))
    }

    /// Makes a place for each of these values.
    pub(crate) fn admit(&mut self, values: impl Iterator<Item = i64>) {
        let mut new: Vec<i64> = values.filter(|value| self.values.place_of(*value).is_none()).collect();
        if new.is_empty() {
            return;
        }
        new.sort_unstable();
        new.dedup();
        if self.values.last() < new.first().copied() {
            self.values.extend(new);
            return;
        }
        let old = std::mem::take(&mut self.values);
        let mut moved = Vec::with_capacity(old.len());
        let mut new = new.into_iter().peekable();
        for value in old.iter() {
            self.values.extend(std::iter::from_fn(|| new.next_if(|new| *new < value)));
            moved.push(self.places());
            self.values.push(value);
        }
        self.values.extend(new);
        for row in 0..narrow(self.codes.len()) {
            let code = self.codes.at(row);
            if code != NONE {
                self.codes.set(row, moved[code as usize]);
            }
        }
    }

    /// Most of its values are no row's any more.
    pub(crate) fn is_worn(&self) -> bool {
        self.values.len() > (1 << 16) + 2 * self.codes.len()
    }

    /// Gives a row, or the row after the last one, a value that was admitted.
    pub(crate) fn set(&mut self, row: u32, value: Option<i64>) {
        let code = self.code(value);
        self.codes.set(row, code);
    }

    fn code(&self, value: Option<i64>) -> u32 {
        value.and_then(|value| self.values.place_of(value)).map_or(NONE, narrow)
    }
}

/// No column has more rows than the index, whose rows are counted in 32 bits.
pub(crate) fn narrow(number: usize) -> u32 {
    u32::try_from(number).expect("an index of less than 2^32 rows")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    impl Column {
        fn value(&self, row: u32) -> Option<i64> {
            self.values.get(self.at(row) as usize)
        }
    }

    proptest! {
        /// Whatever is admitted and set, each row keeps its value, and places compare as values do.
        #[test]
        fn places_stand_for_values(
            mut rows in prop::collection::vec(prop::option::of(-9_i64..9), 0..20),
            batches in prop::collection::vec(prop::collection::vec((0_usize..25, prop::option::of(-20_i64..20)), 0..6), 0..5),
        ) {
            let mut column = Column::new(&rows);
            for batch in batches {
                column.admit(batch.iter().filter_map(|(_, value)| *value));
                for (row, value) in batch {
                    let row = row.min(rows.len());
                    column.set(narrow(row), value);
                    if row == rows.len() { rows.push(value) } else { rows[row] = value }
                }
            }
            for (row, value) in rows.iter().enumerate() {
                prop_assert_eq!(column.value(narrow(row)), *value);
                for limit in -21..21 {
                    let below = column.at(narrow(row)) < column.up_to(limit);
                    prop_assert_eq!(below, value.is_some_and(|value| value <= limit));
                }
            }
        }
    }
}

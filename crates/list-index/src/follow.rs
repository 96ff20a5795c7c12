//! Following changes, a batch at a time.

use tokendesk_domain::{list_row::ListRow, token::TokenId};

use crate::{ListIndex, builder::numbers, column::Column, marks::Marks, searched::Searched};

/// Why rows can't be taken; an index that refused a row is of no use any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IndexError {
    /// More than 4 GB of texts, or numbers above 2³².
    #[error("too many tokens for the list in memory")]
    TooLarge,
    /// A token that is unknown has a smaller number, or an earlier moment of issue, than one that is known: a new
    /// index is needed.
    #[error("a token came out of order")]
    OutOfOrder,
}

impl ListIndex {
    /// Takes over rows that are new or changed, in the order of their numbers, and drops those that are `gone`.
    pub fn follow(&mut self, rows: &[ListRow], gone: &[TokenId]) -> Result<(), IndexError> {
        let mut values = [const { Vec::new() }; 3];
        for row in rows {
            for (values, value) in values.iter_mut().zip(numbers(row)) {
                values.extend(value);
            }
        }
        let [expires, limit, last_used] = values;
        self.created.admit(rows.iter().map(|row| row.created.timestamp_millis()));
        self.expires.admit(expires.into_iter());
        self.limit.admit(limit.into_iter());
        self.last_used.admit(last_used.into_iter());

        let known = self.rows();
        for row in rows {
            self.take(row)?;
        }
        self.sort_in_names(known);
        self.drop_rows(gone);
        Ok(())
    }

    /// So much has changed that a new index would be smaller and quicker.
    pub fn is_worn(&self) -> bool {
        let columns = [&self.expires, &self.limit, &self.last_used];
        self.texts.is_worn()
            || self.descriptions.is_worn()
            || self.created.is_worn()
            || columns.into_iter().any(Column::is_worn)
    }

    fn take(&mut self, row: &ListRow) -> Result<(), IndexError> {
        let (at, is_new) = match self.row_of(row.id) {
            Some(at) => (at, false),
            None => (self.admit_id(row.id)?, true),
        };
        if is_new {
            self.marks.push(Marks::of(row));
            self.created.push(at, row.created.timestamp_millis())?;
        } else {
            self.marks[at as usize] = Marks::of(row);
        }
        self.set_used_up_until(at, row);
        let searched = Searched::of(&row.text);
        self.texts.set(at, &searched.name_and_key(), is_new)?;
        self.descriptions.set(at, searched.description)?;
        let [expires, limit, last_used] = numbers(row);
        self.expires.set(at, expires);
        self.limit.set(at, limit);
        self.last_used.set(at, last_used);
        Ok(())
    }

    /// A token that is gone never comes back: numbers are not used again. Its row stays empty.
    fn drop_rows(&mut self, gone: &[TokenId]) {
        if gone.is_empty() {
            return;
        }
        for row in gone.iter().filter_map(|id| self.row_of(*id)).collect::<Vec<_>>() {
            self.marks[row as usize] = Marks::GONE;
            self.used_up_until.remove(&row);
            self.texts.clear(row);
            self.descriptions.clear(row);
        }
        let marks = &self.marks;
        self.by_name.retain(|row| marks[*row as usize] != Marks::GONE);
    }

    /// Sorts the rows from `known` on in among the others: each keeps its name for life.
    fn sort_in_names(&mut self, known: u32) {
        let texts = &self.texts;
        let key = |row: u32| (texts.first_line(row), row);
        let mut new: Vec<(&[u8], u32)> = (known..self.rows()).map(key).collect();
        new.sort_unstable();
        let mut end = self.by_name.len();
        self.by_name.resize(end + new.len(), 0);
        for (before, row) in new.iter().enumerate().rev() {
            let place = self.by_name[..end].partition_point(|other| key(*other) < *row);
            self.by_name.copy_within(place..end, place + before + 1);
            self.by_name[place + before] = row.1;
            end = place;
        }
    }
}

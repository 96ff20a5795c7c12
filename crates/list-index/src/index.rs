//! The index, and what it answers.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use fixedbitset::FixedBitSet;
use tokendesk_domain::{
    list_query::{Chip, ChipCounts, ListQuery, SortColumn},
    list_row::ListRow,
    status::Status,
    token::TokenId,
};

use crate::{
    IndexError, Listing,
    codes::NONE,
    column::{Column, narrow},
    created::Created,
    descriptions::Descriptions,
    ids::Ids,
    listing::Listed,
    marks::{Marks, Sight},
    order::sorted,
    texts::Texts,
};

/// What lists know of all tokens, by row: rows are in the order of the tokens' numbers.
#[derive(Default)]
pub struct ListIndex {
    pub(crate) ids: Ids,
    pub(crate) marks: Vec<u8>,
    /// Of the rows that are used up for a while: until when.
    pub(crate) used_up_until: HashMap<u32, i64>,
    pub(crate) created: Created,
    pub(crate) expires: Column,
    pub(crate) limit: Column,
    pub(crate) last_used: Column,
    /// Names and the visible parts of keys.
    pub(crate) texts: Texts,
    pub(crate) descriptions: Descriptions,
    /// All rows but those that are gone, sorted by name.
    pub(crate) by_name: Vec<u32>,
}

/// How rows are judged at one moment.
struct Judge<'i> {
    index: &'i ListIndex,
    now_ms: i64,
    expired: u32,
    ends_soon: u32,
}

impl Judge<'_> {
    /// Each row with what is seen of it.
    fn all(&self) -> impl Iterator<Item = (u32, Sight)> {
        let columns = self.index.marks.iter().zip(self.index.expires.codes());
        (0..).zip(columns).map(|(row, (marks, end))| (row, self.look(row, *marks, end)))
    }

    fn sight(&self, row: u32) -> Sight {
        self.look(row, self.index.marks[row as usize], self.index.expires.at(row))
    }

    fn look(&self, row: u32, mut marks: u8, end: u32) -> Sight {
        if marks & Marks::USED_UP != 0
            && self.index.used_up_until.get(&row).is_some_and(|until| *until <= self.now_ms)
        {
            marks &= !Marks::USED_UP;
        }
        let expired = u8::from(end < self.expired) * Sight::EXPIRED;
        let ends_soon = u8::from(end < self.ends_soon) * Sight::ENDS_SOON;
        Sight(marks | expired | ends_soon)
    }
}

impl ListIndex {
    /// What a list shows at `now`. `of_key` is the token that the search is the whole key of.
    pub fn select(&self, query: &ListQuery, of_key: Option<TokenId>, now: DateTime<Utc>) -> Listing {
        let judge = self.judge(now);
        let mut shown = [false; 256];
        Sight::all().for_each(|sight| shown[sight.0 as usize] = sight.is_under(query.chip));
        let is_shown = |(row, sight): (u32, Sight)| shown[sight.0 as usize].then_some(row);
        let rows: Vec<u32> = match self.found(query.search.trim(), of_key) {
            None => judge.all().filter_map(is_shown).collect(),
            Some(found) => {
                found.ones().map(narrow).map(|row| (row, judge.sight(row))).filter_map(is_shown).collect()
            }
        };
        let rows = self.in_order(rows, query.sort, &judge);
        // With a million tokens one of them expires every few seconds, which most lists do not show.
        let is_lasting = query.sort != SortColumn::Status
            && Sight::all().all(|sight| shown[sight.0 as usize] == sight.lasting().is_under(query.chip));
        Listing {
            listed: Listed::new(&self.ids, rows),
            chip: query.chip,
            search: query.search.clone(),
            sort: query.sort,
            at: now,
            until: if is_lasting { None } else { self.next_status_change(now) },
        }
    }

    /// How many tokens each chip shows at `now`.
    pub fn counts(&self, now: DateTime<Utc>) -> ChipCounts {
        let judge = self.judge(now);
        let mut seen = [0_u32; 256];
        judge.all().for_each(|(_, sight)| seen[sight.0 as usize] += 1);
        let count = |chip| {
            Sight::all().filter(|sight| sight.is_under(chip)).map(|sight| seen[sight.0 as usize]).sum()
        };
        ChipCounts {
            all: count(Chip::All),
            active: count(Chip::Active),
            expiring: count(Chip::Expiring),
            expired: count(Chip::Expired),
            exhausted: count(Chip::Exhausted),
            disabled: count(Chip::Disabled),
            revoked: count(Chip::Revoked),
            never_used: count(Chip::NeverUsed),
            trash: count(Chip::Trash),
        }
    }

    /// A moment after `now` up to which no token's status changes by itself; none: it never will.
    pub fn next_status_change(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let (now_ms, soon_ms) = (now.timestamp_millis(), Status::SOON.num_milliseconds());
        let ends = self.expires.next_above(now_ms);
        let nears = self.expires.next_above(now_ms + soon_ms).map(|at| at - soon_ms);
        let frees = self.used_up_until.values().copied().filter(|until| *until > now_ms).min();
        [ends, nears, frees].into_iter().flatten().min().and_then(DateTime::from_timestamp_millis)
    }

    /// Tokens in it, and those that were removed from it.
    pub(crate) fn rows(&self) -> u32 {
        self.ids.len()
    }

    pub(crate) fn row_of(&self, id: TokenId) -> Option<u32> {
        let id = u32::try_from(id.0).ok()?;
        self.ids.place_of(id)
    }

    /// Makes a row for a token with a larger number than all before.
    pub(crate) fn admit_id(&mut self, id: TokenId) -> Result<u32, IndexError> {
        let narrow_id = u32::try_from(id.0).map_err(|_| IndexError::TooLarge)?;
        if self.ids.last().is_some_and(|last| last >= narrow_id) {
            return Err(IndexError::OutOfOrder);
        }
        self.ids.push(narrow_id);
        Ok(self.rows() - 1)
    }

    pub(crate) fn set_used_up_until(&mut self, at: u32, row: &ListRow) {
        match Marks::used_up_until(row) {
            Some(until) => _ = self.used_up_until.insert(at, until.timestamp_millis()),
            None => _ = self.used_up_until.remove(&at),
        }
    }

    fn judge(&self, now: DateTime<Utc>) -> Judge<'_> {
        let now_ms = now.timestamp_millis();
        Judge {
            index: self,
            now_ms,
            expired: self.expires.up_to(now_ms),
            ends_soon: self.expires.up_to(now_ms + Status::SOON.num_milliseconds()),
        }
    }

    /// The rows that a search finds; none: nothing is searched for.
    fn found(&self, search: &str, of_key: Option<TokenId>) -> Option<FixedBitSet> {
        if search.is_empty() {
            return None;
        }
        let mut found = FixedBitSet::with_capacity(self.rows() as usize);
        let needle = search.to_lowercase();
        self.texts.search(&needle, |row| found.insert(row as usize));
        self.descriptions.search(&needle, |row| found.insert(row as usize));
        if let Some(row) = of_key.and_then(|id| self.row_of(id)) {
            found.insert(row as usize);
        }
        Some(found)
    }

    /// No value (never, unlimited) is the largest; a token never used is the least recently used.
    fn in_order(&self, rows: Vec<u32>, sort: SortColumn, judge: &Judge<'_>) -> Vec<u32> {
        let largest = |column: &Column, rows| {
            let none = column.places();
            sorted(rows, |row| column.at(row).min(none))
        };
        match sort {
            SortColumn::Name => {
                let mut wanted = FixedBitSet::with_capacity(self.rows() as usize);
                wanted.extend(rows.into_iter().map(|row| row as usize));
                self.by_name.iter().copied().filter(|row| wanted.contains(*row as usize)).collect()
            }
            SortColumn::Status => sorted(rows, |row| u32::from(judge.sight(row).status().weight())),
            SortColumn::Expires => largest(&self.expires, rows),
            SortColumn::Limit => largest(&self.limit, rows),
            SortColumn::Created => match self.created.column() {
                Some(column) => largest(column, rows),
                None => rows,
            },
            SortColumn::LastUsed => {
                const { assert!(NONE.wrapping_add(1) == 0, "none comes first") };
                sorted(rows, |row| self.last_used.at(row).wrapping_add(1))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use tokendesk_domain::list_row::Switch;

    use super::*;
    use crate::Builder;

    /// Of one token that expires a day after its issue, and when that was.
    fn expires_in_a_day() -> (ListIndex, DateTime<Utc>) {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let mut builder = Builder::for_rows(1);
        let row = ListRow {
            id: TokenId(1),
            switch: Switch::Enabled,
            deleted: false,
            created: now,
            expires: Some(now + TimeDelta::days(1)),
            limit: None,
            exhaustion: None,
            last_used: None,
            text: "t\n\nsk-ab\nyz".to_owned(),
        };
        builder.push(&row).unwrap();
        (builder.finish(), now)
    }

    /// Whether a list that was made before the token expired is shown after it.
    fn outlasts_an_expiry(chip: Chip, sort: SortColumn) -> bool {
        let (index, now) = expires_in_a_day();
        let query = ListQuery { chip, sort, ..ListQuery::default() };
        let listing = index.select(&query, None, now);
        assert!(listing.answers(&query, now));
        listing.answers(&query, now + TimeDelta::days(2))
    }

    #[test]
    fn a_list_that_shows_no_status_is_not_made_anew_when_a_token_expires() {
        for chip in [Chip::All, Chip::Disabled, Chip::Revoked, Chip::NeverUsed, Chip::Trash] {
            assert!(outlasts_an_expiry(chip, SortColumn::Created), "{chip:?}");
            assert!(outlasts_an_expiry(chip, SortColumn::Expires), "{chip:?}");
        }
    }

    #[test]
    fn a_list_that_is_chosen_or_sorted_by_status_ends_when_a_token_expires() {
        for chip in [Chip::Active, Chip::Expiring, Chip::Expired, Chip::Exhausted] {
            assert!(!outlasts_an_expiry(chip, SortColumn::Created), "{chip:?}");
        }
        assert!(!outlasts_an_expiry(Chip::All, SortColumn::Status));
    }
}

//! What a list shows, in order.

use chrono::{DateTime, Utc};
use tokendesk_domain::{
    list_query::{Chip, ListQuery, SortColumn},
    token::TokenId,
};

/// The tokens of a list in order: any part of it is found by number, without the index.
#[derive(Debug)]
pub struct Listing {
    /// Smallest first.
    pub(crate) ids: Vec<u32>,
    pub(crate) chip: Chip,
    pub(crate) search: String,
    pub(crate) sort: SortColumn,
    pub(crate) at: DateTime<Utc>,
    pub(crate) until: Option<DateTime<Utc>>,
}

impl Listing {
    /// Whether it answers this query, as long as nothing changes. Each answers both directions.
    pub fn answers(&self, query: &ListQuery, now: DateTime<Utc>) -> bool {
        self.chip == query.chip
            && self.sort == query.sort
            && self.search == query.search
            && self.at <= now
            && self.until.is_none_or(|until| now < until)
    }

    /// Tokens in it.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Nothing in it.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Up to `count` of its tokens from `start` on.
    pub fn page(&self, start: usize, count: usize, descending: bool) -> Vec<TokenId> {
        let token = |id: &u32| TokenId(i64::from(*id));
        if descending {
            self.ids.iter().rev().skip(start).take(count).map(token).collect()
        } else {
            self.ids.iter().skip(start).take(count).map(token).collect()
        }
    }
}

//! What a list shows, in order.

use chrono::{DateTime, Utc};
use tokendesk_domain::{
    list_query::{Chip, ListQuery, SortColumn},
    token::TokenId,
};

use crate::{column::narrow, ids::Ids};

/// The tokens of a list in order: any part of it is found by number, without the index.
#[derive(Debug)]
pub struct Listing {
    pub(crate) listed: Listed,
    pub(crate) chip: Chip,
    pub(crate) search: String,
    pub(crate) sort: SortColumn,
    pub(crate) at: DateTime<Utc>,
    pub(crate) until: Option<DateTime<Utc>>,
}

/// The numbers of tokens, smallest first in the order of the list.
#[derive(Debug)]
pub(crate) enum Listed {
    /// In the order of their numbers, as the list that a window opens with.
    Ascending(Ids),
    /// In any other order.
    Mixed(Vec<u32>),
}

impl Listed {
    /// Of these rows.
    pub(crate) fn new(ids: &Ids, mut rows: Vec<u32>) -> Self {
        if rows.is_sorted() {
            let mut ascending = Ids::default();
            ascending.extend(rows.into_iter().map(|row| ids.at(row)));
            return Self::Ascending(ascending);
        }
        for row in &mut rows {
            *row = ids.at(*row);
        }
        Self::Mixed(rows)
    }

    fn len(&self) -> usize {
        match self {
            Self::Ascending(ids) => ids.len() as usize,
            Self::Mixed(ids) => ids.len(),
        }
    }

    fn at(&self, place: usize) -> u32 {
        match self {
            Self::Ascending(ids) => ids.at(narrow(place)),
            Self::Mixed(ids) => ids[place],
        }
    }
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
        self.listed.len()
    }

    /// Nothing in it.
    pub fn is_empty(&self) -> bool {
        self.listed.len() == 0
    }

    /// Up to `count` of its tokens from `start` on.
    pub fn page(&self, start: usize, count: usize, descending: bool) -> Vec<TokenId> {
        let places = start.min(self.len())..start.saturating_add(count).min(self.len());
        let place = |place: usize| if descending { self.len() - 1 - place } else { place };
        places.map(|at| TokenId(i64::from(self.listed.at(place(at))))).collect()
    }
}

//! Lists and details.

use std::sync::Arc;

use chrono::{DateTime, Local, TimeDelta, Utc};
use tokendesk_domain::{
    audit::AuditEntry,
    calendar::window_at,
    finding::{Finding, Standing},
    group::Group,
    key::KeyHash,
    life_change::LifeChange,
    list_query::{Chip, ChipCounts, ListQuery, SortColumn},
    quota::QuotaPeriod,
    rotation::OldKey,
    token::{Token, TokenId},
};
use tokendesk_list_index::Listing;
use tokendesk_store_sqlite::Read;

use crate::{Desk, DeskError};

mod keeper;
mod kept_index;

pub(crate) use keeper::ListKeeper;

/// Entries of a token's history that are shown.
const HISTORY: u32 = 50;

/// Some rows of a list.
pub struct Page {
    /// Rows of the whole list; none: not counted yet, see [`Desk::list_length`].
    pub total: Option<usize>,
    /// The first of these rows in it.
    pub start: usize,
    /// The rows.
    pub tokens: Vec<Token>,
    /// The moment that their status is to be judged at.
    pub now: DateTime<Utc>,
}

/// A token with its history.
#[derive(Debug)]
pub struct Details {
    /// The token.
    pub token: Token,
    /// Its keys that were rotated out and pass still, the latest first.
    pub old_keys: Vec<OldKey>,
    /// Its latest entries in the audit log, newest first.
    pub history: Vec<AuditEntry>,
    /// The moment that its status is to be judged at.
    pub now: DateTime<Utc>,
}

impl Details {
    pub(crate) fn read(read: &Read<'_>, id: TokenId, now: DateTime<Utc>) -> Result<Self, DeskError> {
        let token = read.token(id)?.ok_or(DeskError::NotFound)?;
        let old_keys = read.rotated_keys(id)?.into_iter().filter(|old| old.passes(now)).collect();
        Ok(Self { token, old_keys, history: read.history(id, HISTORY)?, now })
    }

    /// When the next period begins to count, by the console's clock; none: never.
    pub fn next_reset(&self, period: QuotaPeriod) -> Option<DateTime<Utc>> {
        window_at(period.window(), self.now, &Local).1
    }

    /// What about it needs a look, with the moment that each is about.
    pub fn findings(&self) -> Vec<(Finding, Option<DateTime<Utc>>)> {
        let old_key_until = self.old_keys.iter().map(|old| old.until).max();
        let (standing, now) = (Standing::of(&self.token, old_key_until), self.now);
        standing.findings(now).map(|finding| (finding, finding.moment(&standing, now))).collect()
    }

    /// When the trash is emptied of it; none: it is not in the trash.
    pub fn purge_at(&self) -> Option<DateTime<Utc>> {
        self.token.deleted.map(|at| at + TimeDelta::days(LifeChange::TRASH_DAYS))
    }
}

/// The home list and its like, near their beginning: read in the order of an index of the file.
fn is_quick_by_file(query: &ListQuery, start: usize) -> bool {
    start < 1_000
        && query.chip == Chip::All
        && query.search.trim().is_empty()
        && matches!(query.sort, SortColumn::Created | SortColumn::Name)
}

impl Desk {
    /// Has lists answered from memory: at once, however long they are. For a window, which stays; the index is
    /// built in the background behind its first page, and until then lists are read from the file.
    pub fn build_list_index(&self) {
        self.lists.start(self.shared_store());
    }

    /// Waits until the thread that keeps the index has nothing to do; whether lists are answered from memory then.
    pub fn await_list_index(&self) -> bool {
        self.lists.settle()
    }

    /// A number that is another one after lists took something over that nobody waited for: ask again then.
    pub fn list_version(&self) -> u64 {
        self.lists.version()
    }

    /// Up to `count` rows of a list from `start` on. While the index of a large file is being built, the first
    /// pages of the home list are read from the file, without counting the rest, and all else waits for the index.
    pub fn page(&self, query: &ListQuery, start: usize, count: usize) -> Result<Page, DeskError> {
        let now = self.now();
        let read = self.store().read()?;
        let (total, ids) = if let Some(listing) = self.listing(&read, query, start, now)? {
            (Some(listing.len()), listing.page(start, count, query.descending))
        } else {
            let ids = read.list_part(query, start..start.saturating_add(count), now)?;
            let is_long = ids.len() == count && self.lists.is_coming(&read)?;
            (if is_long { None } else { Some(read.list_length(query, now)?) }, ids)
        };
        let page = Page { total, start, tokens: read.tokens(&ids)?, now };
        self.lists.first_page_is_out();
        Ok(page)
    }

    /// How many rows a list has; for one whose pages come without.
    pub fn list_length(&self, query: &ListQuery) -> Result<usize, DeskError> {
        let (now, read) = (self.now(), self.store().read()?);
        Ok(match self.listing(&read, query, 0, now)? {
            Some(listing) => listing.len(),
            None => read.list_length(query, now)?,
        })
    }

    /// The list from memory; none: ask the file.
    fn listing(
        &self,
        read: &Read<'_>,
        query: &ListQuery,
        start: usize,
        now: DateTime<Utc>,
    ) -> Result<Option<Arc<Listing>>, DeskError> {
        let index = if is_quick_by_file(query, start) {
            self.lists.index(read)?
        } else {
            self.lists.first_page_is_out();
            self.lists.index_patiently(read)?
        };
        Ok(match index {
            Some(index) => index.listing(read, query, now)?,
            None => None,
        })
    }

    /// The newest `count` tokens of a list that were issued before `before`, newest first, whatever its order; of
    /// one group only, if that is given. Pages that stay in place while tokens come and go.
    pub fn page_before(
        &self,
        query: &ListQuery,
        group: Option<&Group>,
        before: Option<TokenId>,
        count: usize,
    ) -> Result<Vec<Token>, DeskError> {
        Ok(self.store().read()?.tokens_before(query, group, before, count, self.now())?)
    }

    /// All numbers of a list as its pages show them: from memory, where it is there.
    pub(crate) fn list_as_shown(&self, query: &ListQuery) -> Result<Vec<TokenId>, DeskError> {
        let (now, read) = (self.now(), self.store().read()?);
        let listing = match self.lists.index_patiently(&read)? {
            Some(index) => index.listing(&read, query, now)?,
            None => None,
        };
        Ok(match listing {
            Some(listing) => listing.page(0, usize::MAX, query.descending),
            None => read.list(query, now)?,
        })
    }

    /// All numbers of a list, in order, as the file has them.
    pub fn list(&self, query: &ListQuery) -> Result<Vec<TokenId>, DeskError> {
        Ok(self.store().read()?.list(query, self.now())?)
    }

    /// These tokens, in this order; one that is gone is left out.
    pub fn tokens(&self, ids: &[TokenId]) -> Result<Vec<Token>, DeskError> {
        Ok(self.store().read()?.tokens(ids)?)
    }

    /// How many tokens each chip shows. While the index of a large file is being built, this waits for it.
    pub fn counts(&self) -> Result<ChipCounts, DeskError> {
        let (now, read) = (self.now(), self.store().read()?);
        let counts =
            self.lists.index_patiently(&read)?.and_then(|index| index.ask(|index| index.counts(now)));
        Ok(counts.map_or_else(|| read.counts(now), Ok)?)
    }

    /// The token that this key belongs to.
    pub fn token_of_key(&self, key: &str) -> Result<Option<Token>, DeskError> {
        let read = self.store().read()?;
        match read.token_of_key(KeyHash::of(key))? {
            Some(id) => Ok(read.token(id)?),
            None => Ok(None),
        }
    }

    /// A token with its history, also from the trash.
    pub fn details(&self, id: TokenId) -> Result<Details, DeskError> {
        Details::read(&self.store().read()?, id, self.now())
    }

    /// The next moment at which some token's status may change by itself: it expires, or nearly. None: there is
    /// no such moment, or it is not known yet; [`Desk::list_version`] tells when it is.
    pub fn next_status_change(&self) -> Result<Option<DateTime<Utc>>, DeskError> {
        let (now, read) = (self.now(), self.store().read()?);
        if self.lists.is_coming(&read)? {
            return Ok(None);
        }
        let next =
            self.lists.index(&read)?.and_then(|index| index.ask(|index| index.next_status_change(now)));
        Ok(next.map_or_else(|| read.next_status_change(now), Ok)?)
    }

    /// A number that is another one after any change of the file, here or by another program.
    pub fn version(&self) -> Result<i64, DeskError> {
        Ok(self.store().version()?)
    }

    /// The number of the latest entry in the audit log: it grows with everything that a list could show.
    pub fn last_change(&self) -> Result<i64, DeskError> {
        Ok(self.store().read()?.last_audit_id()?)
    }
}

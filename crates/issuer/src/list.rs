//! Lists and details.

use chrono::{DateTime, TimeDelta, Utc};
use tokendesk_domain::{
    audit::AuditEntry,
    life_change::LifeChange,
    list_query::{ChipCounts, ListQuery},
    token::{Token, TokenId},
};
use tokendesk_store_sqlite::{Read, Store};

use crate::{Desk, DeskError, desk::locked};

/// Entries of a token's history that are shown.
const HISTORY: u32 = 50;

/// Some rows of a list.
pub struct Page {
    /// Rows of the whole list.
    pub total: usize,
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
    /// Its latest entries in the audit log, newest first.
    pub history: Vec<AuditEntry>,
    /// The moment that its status is to be judged at.
    pub now: DateTime<Utc>,
}

impl Details {
    pub(crate) fn read(read: &Read<'_>, id: TokenId, now: DateTime<Utc>) -> Result<Self, DeskError> {
        let token = read.token(id)?.ok_or(DeskError::NotFound)?;
        Ok(Self { token, history: read.history(id, HISTORY)?, now })
    }

    /// When the trash is emptied of it; none: it is not in the trash.
    pub fn purge_at(&self) -> Option<DateTime<Utc>> {
        self.token.deleted.map(|at| at + TimeDelta::days(LifeChange::TRASH_DAYS))
    }
}

/// The numbers of a list in order, for as long as nothing changes: rows anywhere in it are then found by number.
pub(crate) struct Snapshot {
    query: ListQuery,
    version: i64,
    /// From this moment on some token has another status.
    until: Option<DateTime<Utc>>,
    ids: Vec<TokenId>,
}

impl Desk {
    /// Up to `count` rows of a list from `start` on.
    pub fn page(&self, query: &ListQuery, start: usize, count: usize) -> Result<Page, DeskError> {
        let now = self.now();
        let store = self.store();
        let read = store.read()?;
        let mut snapshot = locked(&self.snapshot);
        let fresh = snapshot
            .take_if(|old| old.holds(query, store, now))
            .map_or_else(|| Snapshot::take(query, store, now), Ok)?;
        let ids = &snapshot.insert(fresh).ids;
        let rows = ids.iter().skip(start).take(count).copied().collect::<Vec<_>>();
        Ok(Page { total: ids.len(), start, tokens: read.tokens(&rows)?, now })
    }

    /// All numbers of a list, in order.
    pub fn list(&self, query: &ListQuery) -> Result<Vec<TokenId>, DeskError> {
        Ok(self.store().read()?.list(query, self.now())?)
    }

    /// These tokens, in this order; one that is gone is left out.
    pub fn tokens(&self, ids: &[TokenId]) -> Result<Vec<Token>, DeskError> {
        Ok(self.store().read()?.tokens(ids)?)
    }

    /// How many tokens each chip shows.
    pub fn counts(&self) -> Result<ChipCounts, DeskError> {
        Ok(self.store().read()?.counts(self.now())?)
    }

    /// A token with its history, also from the trash.
    pub fn details(&self, id: TokenId) -> Result<Details, DeskError> {
        Details::read(&self.store().read()?, id, self.now())
    }

    /// The next moment at which some token's status changes by itself: it expires, or nearly.
    pub fn next_status_change(&self) -> Result<Option<DateTime<Utc>>, DeskError> {
        Ok(self.store().read()?.next_status_change(self.now())?)
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

impl Snapshot {
    fn take(query: &ListQuery, store: &Store, now: DateTime<Utc>) -> Result<Self, DeskError> {
        let version = store.version()?;
        let read = store.read()?;
        let until = read.next_status_change(now)?;
        Ok(Self { query: query.clone(), version, until, ids: read.list(query, now)? })
    }

    fn holds(&self, query: &ListQuery, store: &Store, now: DateTime<Utc>) -> bool {
        self.query == *query
            && self.until.is_none_or(|until| now < until)
            && store.version().is_ok_and(|version| version == self.version)
    }
}

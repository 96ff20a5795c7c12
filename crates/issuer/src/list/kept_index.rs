//! The lists' index while others ask it: one takes changes over, any number read.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use chrono::{DateTime, Utc};
use tokendesk_domain::{key::KeyHash, list_query::ListQuery};
use tokendesk_list_index::{Builder, IndexError, ListIndex, Listing};
use tokendesk_store_sqlite::{Read, Store, StoreError};

use crate::desk::locked;

/// Rows, or entries of the audit log, that are taken over at once: nobody waits for longer than one batch takes.
const BATCH: usize = 5_000;

/// Lists that are kept: going back to one that was just shown costs nothing.
const LATEST: usize = 3;

#[derive(Default)]
pub(super) struct KeptIndex {
    current: RwLock<Option<Current>>,
    /// One follows at a time.
    following: Mutex<()>,
    /// What was asked for last, newest first, with the revision that it is of.
    latest: Mutex<VecDeque<(u64, Arc<Listing>)>>,
}

struct Current {
    index: ListIndex,
    /// The entry of the audit log up to which it knows everything.
    up_to: i64,
    /// Counts what was taken over.
    revision: u64,
}

/// How far the index is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// It knows everything.
    UpToDate,
    /// There is more to take over, or it should be made anew.
    Behind,
    /// There is none.
    Absent,
}

#[derive(Debug, thiserror::Error)]
pub(super) enum IndexFailure {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Index(#[from] IndexError),
}

impl KeptIndex {
    /// Makes an index of all tokens and puts it into the place of the one before, which answers until then.
    /// Gives up when it is no longer `wanted`.
    pub(super) fn build(&self, store: &Store, wanted: impl Fn() -> bool) -> Result<(), IndexFailure> {
        let (up_to, last_id) = {
            let read = store.read()?;
            (read.last_audit_id()?, read.last_token_id()?)
        };
        let mut builder = Builder::for_rows(usize::try_from(last_id).unwrap_or(0));
        let mut last = None;
        while wanted() {
            let rows = store.read()?.list_rows(last, BATCH)?;
            for row in &rows {
                builder.push(row)?;
            }
            last = rows.last().map(|row| row.id);
            if last.is_none() {
                // What changed meanwhile was read before or after its change, and is read again.
                self.put(Current { index: builder.finish(), up_to, revision: 0 });
                store.release_pages()?;
                break;
            }
        }
        Ok(())
    }

    /// Takes a batch of changes over, if the index is behind by no more than `at_most` entries of the audit log.
    pub(super) fn follow(&self, read: &Read<'_>, at_most: i64) -> Result<Progress, IndexFailure> {
        let last = read.last_audit_id()?;
        let Some(up_to) = self.up_to() else { return Ok(Progress::Absent) };
        if up_to >= last {
            return Ok(Progress::UpToDate);
        }
        if last - up_to > at_most {
            return Ok(Progress::Behind);
        }
        let _one = locked(&self.following);
        // Another one may have followed while this one waited.
        let Some(up_to) = self.up_to() else { return Ok(Progress::Absent) };
        let changes = read.list_changes(up_to, BATCH)?;
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        let Some(Current { index, up_to, revision }) = current.as_mut() else { return Ok(Progress::Absent) };
        if let Err(error) = index.follow(&changes.rows, &changes.gone) {
            *current = None;
            return Err(error.into());
        }
        if !(changes.rows.is_empty() && changes.gone.is_empty()) {
            *revision += 1;
        }
        *up_to = changes.up_to;
        Ok(if *up_to < last || index.is_worn() { Progress::Behind } else { Progress::UpToDate })
    }

    /// What a list shows; none: there is no index.
    pub(super) fn listing(
        &self,
        read: &Read<'_>,
        query: &ListQuery,
        now: DateTime<Utc>,
    ) -> Result<Option<Arc<Listing>>, StoreError> {
        let search = query.search.trim();
        let of_key = if search.is_empty() { None } else { read.token_of_key(KeyHash::of(search))? };
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        let Some(Current { index, revision, .. }) = &*current else { return Ok(None) };
        if let Some(listing) = self.latest(*revision, query, now) {
            return Ok(Some(listing));
        }
        let listing = Arc::new(index.select(query, of_key, now));
        let mut latest = locked(&self.latest);
        latest.truncate(LATEST - 1);
        latest.push_front((*revision, Arc::clone(&listing)));
        Ok(Some(listing))
    }

    fn latest(&self, revision: u64, query: &ListQuery, now: DateTime<Utc>) -> Option<Arc<Listing>> {
        let mut latest = locked(&self.latest);
        latest.retain(|(of, _)| *of == revision);
        let at = latest.iter().position(|(_, listing)| listing.answers(query, now))?;
        latest.make_contiguous()[..=at].rotate_right(1);
        latest.front().map(|(_, listing)| Arc::clone(listing))
    }

    /// Asks the index; none: there is none.
    pub(super) fn ask<T>(&self, question: impl FnOnce(&ListIndex) -> T) -> Option<T> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        current.as_ref().map(|current| question(&current.index))
    }

    /// Answers no more.
    pub(super) fn clear(&self) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn up_to(&self) -> Option<i64> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        current.as_ref().map(|current| current.up_to)
    }

    fn put(&self, new: Current) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        // They are of the index before, whose revisions count from 0 as well.
        locked(&self.latest).clear();
        *current = Some(new);
    }
}

#[cfg(test)]
mod tests {
    use tokendesk_domain::{form::TermsForm, issue::IssueForm, settings::Language, token::Visibility};
    use tokendesk_vault::testing::MemoryKeyring;

    use super::*;
    use crate::{Desk, DeskOptions};

    #[test]
    fn an_index_made_anew_answers_with_none_of_the_lists_of_the_one_before() {
        let folder = tempfile::tempdir().expect("a folder");
        let now = DateTime::from_timestamp_millis(1_800_000_000_000).expect("a moment");
        let desk = Desk::open(DeskOptions {
            file: folder.path().join("tokendesk.db"),
            actor: "cli:test".into(),
            keyring: Arc::new(MemoryKeyring::new()),
            clock: Box::new(move || now),
            language: Language::English,
        })
        .expect("a desk");
        let issue = |name: &str| {
            let terms = TermsForm { scopes: vec!["read".into()], ..TermsForm::default() };
            desk.issue(&IssueForm { name: name.into(), visibility: Visibility::ShowOnce, terms })
                .expect("issued");
        };
        let index = KeptIndex::default();
        let shown = || {
            let read = desk.store().read().expect("a file");
            let listing = index.listing(&read, &ListQuery::default(), now).expect("a list");
            listing.expect("an index").len()
        };
        issue("one");
        index.build(desk.store(), || true).expect("an index");
        assert_eq!(shown(), 1);
        index.clear();
        issue("two");
        index.build(desk.store(), || true).expect("an index");
        assert_eq!(shown(), 2);
    }
}

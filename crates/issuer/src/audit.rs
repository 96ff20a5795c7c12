//! The audit log: read, and looked through for entries that are not as they were written.

use std::ops::ControlFlow;

use chrono::Local;
use tokendesk_domain::{
    audit::LoggedEntry,
    audit_chain::{ChainFault, ChainHead, EntryHash, Intact},
    audit_query::{AuditForm, AuditQuery},
    field_error::FieldError,
};
use tokendesk_store_sqlite::AuditPlace;

use crate::{Desk, DeskError, Progress};

/// Entries that are read at once where all of them are wanted: nobody waits for one transaction over all of them.
const BATCH: u32 = 1_000;

/// A page of the log, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditPage {
    /// As many as were asked for, or less.
    pub entries: Vec<LoggedEntry>,
    /// Older ones are asked for with this number; none: there are none.
    pub next: Option<i64>,
    /// It was not searched to the end, and nothing is known of what is older: one look goes through so many entries
    /// of a long log, and no more.
    pub is_cut: bool,
}

impl Desk {
    /// What is asked for, in the admin's time zone.
    pub fn read_audit_form(form: AuditForm) -> Result<AuditQuery, Vec<FieldError>> {
        form.read(&Local)
    }

    /// Up to `at_most` entries that are asked for, older than the number `before`; none: from the end.
    pub fn audit_page(
        &self,
        query: &AuditQuery,
        before: Option<i64>,
        at_most: u32,
    ) -> Result<AuditPage, DeskError> {
        // One more than wanted tells whether there are others.
        let look =
            self.store().read()?.audit(query, AuditPlace::Before(before), at_most.saturating_add(1))?;
        let mut entries = look.entries;
        if entries.len() <= at_most as usize {
            return Ok(AuditPage { entries, next: look.reached, is_cut: look.reached.is_some() });
        }
        entries.truncate(at_most as usize);
        let next = entries.last().map(|last| last.number);
        Ok(AuditPage { entries, next, is_cut: false })
    }

    /// Hands on all entries that are asked for, the oldest first, until `take` fails; how many there were. What is
    /// written meanwhile may be among them. `go_on` is told how far the log is searched; none: it did not want to go
    /// on.
    pub fn export_audit<E: From<DeskError>>(
        &self,
        query: &AuditQuery,
        mut go_on: impl FnMut(Progress) -> ControlFlow<()>,
        mut take: impl FnMut(&LoggedEntry) -> Result<(), E>,
    ) -> Result<Option<u64>, E> {
        let total = self.audit_head()?.number;
        let (mut count, mut searched) = (0, Some(0));
        while let Some(number) = searched {
            if go_on(progress(number, total)).is_break() {
                return Ok(None);
            }
            let read = self.store().read().map_err(DeskError::from)?;
            let look = read.audit(query, AuditPlace::After(number), BATCH).map_err(DeskError::from)?;
            drop(read);
            look.entries.iter().try_for_each(&mut take)?;
            count += look.entries.len() as u64;
            searched = look.reached;
        }
        Ok(Some(count))
    }

    /// Where the audit log ends.
    pub fn audit_head(&self) -> Result<ChainHead, DeskError> {
        Ok(self.store().read()?.audit_head()?)
    }

    /// Looks through the whole log; the first entry that is wrong. `noted` is a head that was noted earlier and has to
    /// be in it. Takes about a second for a million entries; nobody else waits for it.
    pub fn check_audit(&self, noted: Option<EntryHash>) -> Result<Result<Intact, ChainFault>, DeskError> {
        let checked = self.check_audit_in_steps(noted, |_| ControlFlow::Continue(()))?;
        Ok(checked.expect("nobody stopped it"))
    }

    /// As [`Desk::check_audit`]; `go_on` is told how far it is. None: it did not want to go on.
    pub fn check_audit_in_steps(
        &self,
        noted: Option<EntryHash>,
        mut go_on: impl FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Option<Result<Intact, ChainFault>>, DeskError> {
        Ok(self.store().read()?.check_audit(noted, |done, total| go_on(progress(done, total)))?)
    }
}

fn progress(done: i64, total: i64) -> Progress {
    let count = |number: i64| usize::try_from(number).unwrap_or_default();
    Progress { done: count(done), total: count(total) }
}

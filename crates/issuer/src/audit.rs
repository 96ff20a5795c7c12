//! The audit log: read, and looked through for entries that are not as they were written.

use chrono::Local;
use tokendesk_domain::{
    audit::LoggedEntry,
    audit_chain::{ChainFault, ChainHead, EntryHash, Intact},
    audit_query::{AuditForm, AuditQuery},
    field_error::FieldError,
};
use tokendesk_store_sqlite::AuditPlace;

use crate::{Desk, DeskError};

/// Entries that are read at once where all of them are wanted: nobody waits for one transaction over all of them.
const BATCH: u32 = 1_000;

impl Desk {
    /// What is asked for, in the admin's time zone.
    pub fn read_audit_form(form: AuditForm) -> Result<AuditQuery, Vec<FieldError>> {
        form.read(&Local)
    }

    /// Hands on all entries that are asked for, the oldest first, until `take` fails; how many there were. What is
    /// written meanwhile may be among them.
    pub fn export_audit<E: From<DeskError>>(
        &self,
        query: &AuditQuery,
        mut take: impl FnMut(&LoggedEntry) -> Result<(), E>,
    ) -> Result<u64, E> {
        let (mut count, mut last) = (0, 0);
        loop {
            let batch = self.audit(query, AuditPlace::After(last), BATCH)?;
            let Some(end) = batch.last() else { return Ok(count) };
            last = end.number;
            batch.iter().try_for_each(&mut take)?;
            count += batch.len() as u64;
        }
    }

    /// Up to `at_most` entries that are asked for.
    pub fn audit(
        &self,
        query: &AuditQuery,
        place: AuditPlace,
        at_most: u32,
    ) -> Result<Vec<LoggedEntry>, DeskError> {
        Ok(self.store().read()?.audit(query, place, at_most)?)
    }

    /// Where the audit log ends.
    pub fn audit_head(&self) -> Result<ChainHead, DeskError> {
        Ok(self.store().read()?.audit_head()?)
    }

    /// Looks through the whole log; the first entry that is wrong. `noted` is a head that was noted earlier and has to
    /// be in it. Takes about a second for a million entries; nobody waits for it.
    pub fn check_audit(&self, noted: Option<EntryHash>) -> Result<Result<Intact, ChainFault>, DeskError> {
        Ok(self.store().read()?.check_audit(noted)?)
    }
}

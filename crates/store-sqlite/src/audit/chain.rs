//! Where the audit log ends, how an entry is linked to it, and whether all of it is as it was written.

use std::{
    cell::Cell,
    ops::ControlFlow,
    sync::{Arc, Mutex, PoisonError},
};

use rusqlite::{
    Connection, Row, ToSql,
    functions::{Context, FunctionFlags},
    types::{FromSqlError, ValueRef},
};
use tokendesk_domain::audit_chain::{ChainCheck, ChainFault, ChainHead, EntryHash, Intact, StoredEntry};

use crate::{Read, StoreError, Write};

/// The columns that are linked, in the order that `audit_link` takes them.
const LINKED: &str = "id, at_ms, actor, address, action, token_id, subject, changes";

/// Entries of a check after which it says how far it is: some milliseconds.
const STEP: i64 = 10_000;

/// The end of the log inside one transaction; read when the first entry is added.
pub(crate) struct ChainEnd(Cell<Option<Reached>>);

#[derive(Clone, Copy)]
struct Reached {
    head: ChainHead,
    /// The highest number in the table. Behind the head only where somebody else has put entries there: those keep
    /// nobody from working, and are found by a check.
    highest: i64,
}

impl ChainEnd {
    pub(crate) const fn new() -> Self {
        Self(Cell::new(None))
    }
}

impl Read<'_> {
    /// Where the audit log ends.
    pub fn audit_head(&self) -> Result<ChainHead, StoreError> {
        Ok(self.chain_end()?.head)
    }

    fn chain_end(&self) -> Result<Reached, StoreError> {
        let sql = "SELECT number, hash, (SELECT coalesce(max(id), 0) FROM audit_entries) FROM audit_head";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let corrupt = StoreError::Corrupt { table: "audit_head", column: "hash", row: 0 };
        let Some(row) = rows.next()? else { return Err(corrupt) };
        let hash = EntryHash::from_bytes(row.get_ref(1)?.as_blob().unwrap_or_default()).ok_or(corrupt)?;
        let head = ChainHead { number: row.get(0)?, hash };
        Ok(Reached { head, highest: row.get::<_, i64>(2)?.max(head.number) })
    }

    /// Looks through the whole log, at one state of it. `noted` is a head that was noted earlier and has to be in it.
    /// `go_on` is told how many entries of how many are through; none: it did not want to go on.
    pub fn check_audit(
        &self,
        noted: Option<EntryHash>,
        mut go_on: impl FnMut(i64, i64) -> ControlFlow<()>,
    ) -> Result<Option<Result<Intact, ChainFault>>, StoreError> {
        let snapshot = self.connection.unchecked_transaction()?;
        let head = self.audit_head()?;
        let mut check = ChainCheck::new(head, noted);
        let sql = format!("SELECT {LINKED}, hash FROM audit_entries ORDER BY id");
        let mut statement = snapshot.prepare_cached(&sql)?;
        let mut rows = statement.query([])?;
        for done in 0.. {
            if done % STEP == 0 && go_on(done, head.number).is_break() {
                return Ok(None);
            }
            let Some(row) = rows.next()? else { break };
            let hash = EntryHash::from_bytes(row.get_ref(8)?.as_blob().unwrap_or_default());
            if let Err(fault) = check.take(&stored(row)?, hash) {
                return Ok(Some(Err(fault)));
            }
        }
        Ok(Some(check.finish()))
    }
}

impl Write<'_> {
    /// The number and the hash that an entry gets if it is added next.
    pub(super) fn link(&self, entry: &StoredEntry<'_>) -> Result<ChainHead, StoreError> {
        let Reached { head, highest } = self.reached()?;
        Ok(head.then(&StoredEntry { number: highest + 1, ..*entry }))
    }

    /// The entry was added.
    pub(super) fn linked(&self, head: ChainHead) {
        self.chain.0.set(Some(Reached { head, highest: head.number }));
    }

    /// Runs an `INSERT` of entries that gives each its number by `audit_number()` and its hash by
    /// `audit_link(NULL, …)`, row by row as they are added; how many there are, and the last one's number.
    pub(crate) fn insert_linked(
        &self,
        sql: &str,
        parameters: &[(&str, &dyn ToSql)],
    ) -> Result<(usize, i64), StoreError> {
        let Reached { head, highest } = self.reached()?;
        let end = follow(&self.connection, ChainHead { number: highest, ..head })?;
        let added = self.connection.prepare_cached(sql)?.execute(parameters)?;
        let head = *end.lock().unwrap_or_else(PoisonError::into_inner);
        if added > 0 {
            // Each number belongs to its hash only if both were asked for in the order of the rows.
            if head.number != self.connection.last_insert_rowid() {
                return Err(StoreError::Corrupt { table: "audit_entries", column: "id", row: head.number });
            }
            self.linked(head);
        }
        Ok((added, head.number))
    }

    /// At the end of the work: keeps where the log ends now.
    pub(crate) fn keep_head(&self) -> Result<(), StoreError> {
        let Some(Reached { head, .. }) = self.chain.0.take() else { return Ok(()) };
        let mut statement = self.connection.prepare_cached("UPDATE audit_head SET number = ?1, hash = ?2")?;
        statement.execute((head.number, head.hash.as_bytes()))?;
        Ok(())
    }

    fn reached(&self) -> Result<Reached, StoreError> {
        self.chain.0.get().map_or_else(|| self.chain_end(), Ok)
    }
}

/// Gives SQL the functions `audit_link(number or NULL, at_ms, actor, address, action, token_id, subject, changes)`,
/// which follows a chain from `head` on by one entry with each call (NULL: the next number), and `audit_number()`,
/// the number that comes next.
pub(crate) fn follow(connection: &Connection, head: ChainHead) -> Result<Arc<Mutex<ChainHead>>, StoreError> {
    let end = Arc::new(Mutex::new(head));
    let reached = Arc::clone(&end);
    // Not deterministic: each row is another call, in the order in which the rows are added.
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DIRECTONLY;
    let reached_by_number = Arc::clone(&end);
    connection.create_scalar_function("audit_number", 0, flags, move |_| {
        Ok(reached_by_number.lock().unwrap_or_else(PoisonError::into_inner).number + 1)
    })?;
    connection.create_scalar_function("audit_link", 8, flags, move |context| {
        let mut end = reached.lock().unwrap_or_else(PoisonError::into_inner);
        *end = end.then(&argument(context, end.number + 1)?);
        Ok(*end.hash.as_bytes())
    })?;
    Ok(end)
}

fn argument<'a>(context: &'a Context<'_>, next: i64) -> Result<StoredEntry<'a>, rusqlite::Error> {
    let values = std::array::from_fn(|at| context.get_raw(at));
    let entry = entry_of(values).map_err(|error| rusqlite::Error::UserFunctionError(error.into()))?;
    Ok(StoredEntry { number: if entry.number == 0 { next } else { entry.number }, ..entry })
}

fn stored<'r>(row: &'r Row<'_>) -> Result<StoredEntry<'r>, StoreError> {
    let mut values = [ValueRef::Null; 8];
    for (at, value) in values.iter_mut().enumerate() {
        *value = row.get_ref(at)?;
    }
    entry_of(values).map_err(|_| StoreError::Corrupt { table: "audit_entries", column: "id", row: 0 })
}

fn entry_of(
    [number, at, actor, address, action, token, subject, changes]: [ValueRef<'_>; 8],
) -> Result<StoredEntry<'_>, FromSqlError> {
    Ok(StoredEntry {
        number: number.as_i64_or_null()?.unwrap_or_default(),
        at_ms: at.as_i64()?,
        actor: actor.as_bytes()?,
        address: address.as_bytes_or_null()?,
        action: action.as_bytes()?,
        token: token.as_i64_or_null()?,
        subject: subject.as_bytes()?,
        changes: changes.as_bytes()?,
    })
}

#[cfg(test)]
mod tests;

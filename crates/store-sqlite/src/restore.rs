//! Puts a backup back.
//!
//! Into a data file that is there and whole: in one transaction, as any other change, so that whoever has it open
//! goes on with it. Facts are kept: the audit log, what was used and spent, what verifiers hold; a token that comes back
//! has those of the backup. Where no data file is, or one that can't be read: as the file itself.

use std::{fs, path::Path};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, TransactionBehavior};
use tokendesk_domain::{
    audit::{Action, Actor, AuditEntry},
    token::TokenId,
};

use crate::{
    BackupError, Existing, StagedBackup, Store, StoreError, Write,
    backup::{folder_of, keep, sync_folder, write_copy},
    backup_file::beside,
    connections::{checkpoint, create_folder, open_reader, open_writer},
    restore_preview::{Compared, attach, columns, compared, find_differences, is_into_new},
};

/// Tables that become as in the backup, row by row.
const RESTORED: [&str; 7] =
    ["scopes", "sealed_keys", "routes", "settings", "admin_keys", "vault_slots", "retired_data_keys"];

/// Tables that are part of tokens: as in the backup for each token that changes.
const OF_TOKENS: [&str; 2] = ["token_scopes", "old_keys"];

/// Tables of facts about tokens: only those of a token that comes back are taken from the backup.
const FACTS: [&str; 5] = ["token_usage", "token_spending", "bookings", "usage_hours", "usage_addresses"];

/// Tables that are as in the backup where the file here is new, and stay as they are elsewhere.
const OF_THE_DESK: [&str; 5] =
    ["audit_entries", "audit_head", "vault", "idempotent_requests", "import_batches"];

/// Who restores what, for the audit log.
#[derive(Clone, Copy, Debug)]
pub struct RestoreNote<'n> {
    /// Who, and from where.
    pub actor: &'n Actor,
    /// The name of the backup.
    pub name: &'n str,
    /// When.
    pub now: DateTime<Utc>,
}

impl Store {
    /// Puts the backup back. What stood here is copied to `safety` before. Whoever writes at the same time waits.
    pub fn restore(
        &self,
        backup: &StagedBackup,
        safety: &Path,
        note: &RestoreNote<'_>,
    ) -> Result<(), BackupError> {
        let path = self.path()?;
        // Of its own: the other transactions of this store are not to share its fate, nor see its tables.
        let mut connection = open_writer(path)?;
        attach(&connection, backup)?;
        let transaction =
            connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(StoreError::from)?;
        // Nobody can write now: the copy is what is replaced, to the row.
        self.path()?;
        write_copy(&open_reader(path)?, safety, Existing::Keep, |_, _| true)?;
        let is_into_new = is_into_new(&transaction)?;
        find_differences(&transaction)?;
        replace(&transaction, is_into_new, note)?;
        transaction.commit().map_err(StoreError::from)?;
        if let Err(error) = checkpoint(&mut connection) {
            tracing::warn!(%error, "the log of the data file could not be emptied");
        }
        Ok(())
    }
}

impl StagedBackup {
    /// Makes the backup the data file itself. What lies there and can't be read is moved to `safety`, with its log.
    /// A program that still has that one open is told so as soon as it uses it.
    pub fn put_in_place(self, file: &Path, safety: &Path, note: &RestoreNote<'_>) -> Result<(), BackupError> {
        let connection = Connection::open(self.path()).map_err(StoreError::from)?;
        let write = Write::new(&connection);
        write.record(&entry(note, None, note.name.to_owned()))?;
        write.keep_head()?;
        drop(write);
        drop(connection);
        let writing = |error| BackupError::writing(&error);
        create_folder(folder_of(file)).map_err(writing)?;
        for ending in ["", "-wal", "-shm"] {
            let lies_there = beside(file, ending);
            if lies_there.symlink_metadata().is_ok() {
                fs::rename(lies_there, beside(safety, ending)).map_err(writing)?;
            }
        }
        sync_folder(folder_of(safety)).map_err(writing)?;
        keep(self.into_copy(), file, Existing::Keep)?;
        Ok(())
    }
}

fn entry(note: &RestoreNote<'_>, token: Option<TokenId>, subject: String) -> AuditEntry {
    AuditEntry {
        at: note.now,
        actor: note.actor.clone(),
        action: Action::BackupRestored,
        token,
        subject,
        changes: Vec::new(),
    }
}

/// All of it, in the transaction of this connection.
fn replace(connection: &Connection, is_into_new: bool, note: &RestoreNote<'_>) -> Result<(), StoreError> {
    // A scope goes and comes while tokens hold it.
    connection.execute_batch("PRAGMA defer_foreign_keys = ON")?;
    let affected = affected(connection)?;
    replace_tokens(connection)?;
    for table in RESTORED {
        mirror(connection, table)?;
    }
    for table in OF_TOKENS {
        connection.execute_batch(&format!(
            "DELETE FROM main.{table} WHERE token_id IN (SELECT id FROM temp.changed)"
        ))?;
        insert_of(connection, table, "SELECT id FROM temp.changed UNION ALL SELECT id FROM temp.returned")?;
    }
    for table in FACTS {
        insert_of(connection, table, "SELECT id FROM temp.returned")?;
    }
    if is_into_new || continues(connection)? {
        mirror(connection, "audit_entries")?;
        mirror(connection, "audit_head")?;
    }
    if is_into_new {
        OF_THE_DESK.iter().try_for_each(|table| mirror(connection, table))?;
    }
    // The keys of scripts that are gone; and numbers that were given are not given again.
    connection.execute_batch(
        "DELETE FROM main.idempotent_requests WHERE admin_key_id NOT IN (SELECT id FROM main.admin_keys);
         UPDATE main.sqlite_sequence AS here SET seq =
             max(seq, coalesce((SELECT there.seq FROM backup.sqlite_sequence AS there WHERE there.name = here.name), 0));
         INSERT INTO main.sqlite_sequence (name, seq) SELECT name, seq FROM backup.sqlite_sequence AS there
             WHERE there.name NOT IN (SELECT name FROM main.sqlite_sequence)",
    )?;
    let write = Write::new(connection);
    write.record(&entry(note, None, note.name.to_owned()))?;
    affected.into_iter().try_for_each(|(id, name)| write.record(&entry(note, Some(id), name)))?;
    write.keep_head()
}

/// Every token that is touched; the audit log tells who follows it of each.
fn affected(connection: &Connection) -> Result<Vec<(TokenId, String)>, StoreError> {
    let mut statement = connection.prepare(
        "SELECT id, name FROM main.tokens JOIN temp.removed USING (id)
         UNION ALL SELECT id, name FROM backup.tokens JOIN temp.returned USING (id)
         UNION ALL SELECT id, name FROM backup.tokens JOIN temp.changed USING (id)
         ORDER BY id",
    )?;
    let rows = statement.query_map([], |row| Ok((TokenId(row.get(0)?), row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A token that stays keeps its row: its usage hangs on it. Its revision grows, so that who edits an older one is told.
fn replace_tokens(connection: &Connection) -> Result<(), StoreError> {
    let all = columns(connection, "tokens")?;
    let restored: Vec<String> =
        all.iter().filter(|column| !["id", "revision"].contains(&column.as_str())).cloned().collect();
    let (all, restored) = (quoted(&all), quoted(&restored));
    connection.execute_batch(&format!(
        "DELETE FROM main.tokens WHERE id IN (SELECT id FROM temp.removed);
         UPDATE main.tokens AS here SET
             ({restored}) = (SELECT {restored} FROM backup.tokens AS there WHERE there.id = here.id),
             revision = 1 + max(revision, (SELECT revision FROM backup.tokens AS there WHERE there.id = here.id))
             WHERE id IN (SELECT id FROM temp.changed);
         INSERT INTO main.tokens ({all}) SELECT {all} FROM backup.tokens
             WHERE id IN (SELECT id FROM temp.returned) ORDER BY id"
    ))?;
    Ok(())
}

/// Takes a table's rows of some tokens from the backup.
fn insert_of(connection: &Connection, table: &str, tokens: &str) -> Result<(), StoreError> {
    let columns = quoted(&columns(connection, table)?);
    connection.execute_batch(&format!(
        "INSERT INTO main.{table} ({columns}) SELECT {columns} FROM backup.{table} WHERE token_id IN ({tokens})"
    ))?;
    Ok(())
}

/// Makes a table as it is in the backup; rows that are the same are not touched.
fn mirror(connection: &Connection, table: &str) -> Result<(), StoreError> {
    let names = columns(connection, table)?;
    let Compared { ignored, which, .. } = compared(table);
    let same = same(names.iter().filter(|column| !ignored.contains(&column.as_str())));
    let columns = quoted(&names);
    connection.execute_batch(&format!(
        "DELETE FROM main.{table} AS here
             WHERE {which} AND NOT EXISTS (SELECT 1 FROM backup.{table} AS there WHERE {same});
         INSERT INTO main.{table} ({columns}) SELECT {columns} FROM backup.{table} AS there
             WHERE {which} AND NOT EXISTS (SELECT 1 FROM main.{table} AS here WHERE {same})"
    ))?;
    Ok(())
}

/// Whether the audit log of the backup goes on where that of the file here ends: the file here is the older one.
fn continues(connection: &Connection) -> Result<bool, StoreError> {
    let same = same(&columns(connection, "audit_entries")?);
    let sql = format!(
        "SELECT EXISTS (SELECT 1 FROM main.audit_entries AS here JOIN backup.audit_entries AS there ON {same}
                        WHERE here.id = (SELECT max(id) FROM main.audit_entries))"
    );
    Ok(connection.query_one(&sql, [], |row| row.get(0))?)
}

/// The condition that two rows, `here` and `there`, have the same in these columns.
fn same<'c>(columns: impl IntoIterator<Item = &'c String>) -> String {
    let each = columns.into_iter().map(|column| format!("here.\"{column}\" IS there.\"{column}\""));
    each.collect::<Vec<_>>().join(" AND ")
}

fn quoted(columns: &[String]) -> String {
    format!("\"{}\"", columns.join("\", \""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migrations::KNOWN;

    /// What is about programs that run and not about the desk.
    const KEPT: [&str; 4] = ["advances", "issue_draft", "leases", "verifiers"];

    #[test]
    fn every_table_is_restored_or_kept_on_purpose() {
        let schema = crate::migrations::schema_of_version(KNOWN).unwrap();
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(&schema).unwrap();
        let mut statement = connection
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
            .unwrap();
        let mut tables: Vec<String> =
            statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        let mut known: Vec<&str> =
            [&RESTORED[..], &OF_TOKENS, &FACTS, &OF_THE_DESK, &KEPT, &["tokens"]].concat();
        tables.sort_unstable();
        known.sort_unstable();
        assert_eq!(tables, known, "a new table needs its place in one of the lists");
    }
}

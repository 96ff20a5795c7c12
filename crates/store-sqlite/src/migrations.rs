//! From any older file to this version, in one transaction; a newer file is refused.

use rusqlite::{Connection, TransactionBehavior};
use tokendesk_domain::audit_chain::ChainHead;

use crate::{
    StoreError,
    audit::follow,
    store::{Birth, Write},
};

/// Marks a SQLite file as ours: `TKDS`.
pub(crate) const APPLICATION_ID: i32 = 0x544B_4453;

/// In order; the file's `user_version` says how many of them it has.
const MIGRATIONS: [&str; 10] = [
    include_str!("../migrations/0001_desk.sql"),
    include_str!("../migrations/0002_vault.sql"),
    include_str!("../migrations/0003_list.sql"),
    include_str!("../migrations/0004_verifier.sql"),
    include_str!("../migrations/0005_rotation.sql"),
    include_str!("../migrations/0006_quota.sql"),
    include_str!("../migrations/0007_admin_api.sql"),
    include_str!("../migrations/0008_advances.sql"),
    include_str!("../migrations/0009_audit_chain.sql"),
    include_str!("../migrations/0010_import_batches.sql"),
];

/// The version that this program writes.
#[expect(clippy::cast_possible_truncation, reason = "a handful of migrations")]
pub(crate) const KNOWN: u32 = MIGRATIONS.len() as u32;

/// Brings the file up to date. A new file gets its vault's number and the first scopes in the same transaction.
pub(crate) fn migrate(connection: &mut Connection, birth: &Birth) -> Result<(), StoreError> {
    if version(connection)? == KNOWN {
        return Ok(());
    }
    bring_up_to_date(connection, Some(birth))
}

/// The same for a file that is none of a new desk's.
pub(crate) fn migrate_copy(connection: &mut Connection) -> Result<(), StoreError> {
    bring_up_to_date(connection, None)
}

fn bring_up_to_date(connection: &mut Connection, birth: Option<&Birth>) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another program may have migrated while this one waited for the lock.
    let found = version(&transaction)?;
    run(&transaction, MIGRATIONS.iter().skip(found as usize))?;
    if let Some(birth) = birth.filter(|_| found == 0) {
        let write = Write::new(&transaction);
        write.create_vault(birth.vault_id)?;
        for scope in &birth.scopes {
            write.add_scope(scope)?;
        }
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", KNOWN)?;
    transaction.commit()?;
    Ok(())
}

fn run<'m>(
    connection: &Connection,
    migrations: impl Iterator<Item = &'m &'static str>,
) -> Result<(), StoreError> {
    // What is in an older audit log is chained from its first entry on.
    follow(connection, ChainHead::default())?;
    for migration in migrations {
        connection.execute_batch(migration)?;
    }
    Ok(())
}

fn version(connection: &Connection) -> Result<u32, StoreError> {
    let found = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > KNOWN { Err(StoreError::Newer { found, known: KNOWN }) } else { Ok(found) }
}

/// Refuses a database of another program, which stays as it is: asked before anything is written, the journal's mode too.
pub(crate) fn refuse_foreign_file(connection: &Connection) -> Result<(), StoreError> {
    let id: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: i64 = connection.query_one("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if id == APPLICATION_ID || (id == 0 && tables == 0) { Ok(()) } else { Err(StoreError::Foreign) }
}

/// Every table and index as SQL, in order of name.
pub(crate) fn schema(connection: &Connection) -> Result<String, StoreError> {
    let sql =
        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY name";
    let mut statement = connection.prepare(sql)?;
    let all: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(all.join(";\n\n") + ";\n")
}

/// What [`schema`] says of a file of this version.
pub(crate) fn schema_of_version(version: u32) -> Result<String, StoreError> {
    let connection = Connection::open_in_memory()?;
    run(&connection, MIGRATIONS.iter().take(version as usize))?;
    schema(&connection)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::store::tests::birth;

    /// Makes it a file of an older version.
    pub(crate) fn at_version(connection: &Connection, version: u32) {
        run(connection, MIGRATIONS.iter().take(version as usize)).unwrap();
        connection.execute_batch("INSERT INTO vault VALUES (1, zeroblob(16))").unwrap();
        connection.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
        connection.pragma_update(None, "user_version", version).unwrap();
    }

    #[test]
    fn schema_sql_is_what_the_migrations_produce() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection, &birth()).unwrap();
        let produced = schema(&connection).unwrap();
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema.sql");
        if std::env::var_os("UPDATE_SCHEMA").is_some() {
            std::fs::write(path, &produced).unwrap();
        }
        let written = std::fs::read_to_string(path).unwrap();
        assert_eq!(written, produced, "run the tests with UPDATE_SCHEMA=1 and commit schema.sql");
    }

    #[test]
    fn a_file_of_the_first_version_keeps_its_slots_in_their_order() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(MIGRATIONS[0]).unwrap();
        let insert = "INSERT INTO vault_slots (id, dek_id, kind, wrapped) VALUES (?1, 1, 'keyring', x'01')";
        for id in [9_u8, 3, 5] {
            connection.execute(insert, [[id; 16]]).unwrap();
        }
        connection.execute_batch("INSERT INTO vault VALUES (1, zeroblob(16))").unwrap();
        connection.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
        connection.pragma_update(None, "user_version", 1).unwrap();
        migrate(&mut connection, &birth()).unwrap();
        let read = Write::new(&connection);
        let ids: Vec<u8> = read.vault_slots().unwrap().iter().map(|slot| slot.id[0]).collect();
        assert_eq!(ids, [9, 3, 5]);
        assert_eq!(read.slot_origins().unwrap()[0].1, crate::SlotOrigin::default());
        assert!(read.retired_keys().unwrap().is_empty());
    }

    #[test]
    fn a_newer_file_is_refused_untouched() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection, &birth()).unwrap();
        connection.pragma_update(None, "user_version", 999).unwrap();
        let before = schema(&connection).unwrap();
        let refused = migrate(&mut connection, &birth()).unwrap_err();
        assert!(matches!(refused, StoreError::Newer { found: 999, known: KNOWN }), "{refused:?}");
        assert_eq!(schema(&connection).unwrap(), before);
    }

    #[test]
    fn a_database_of_another_program_is_refused_untouched() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokendesk.db");
        Connection::open(&path).unwrap().execute_batch("CREATE TABLE theirs (a)").unwrap();
        let before = std::fs::read(&path).unwrap();
        let refused = crate::connections::open_writer(&path).unwrap_err();
        assert!(matches!(refused, StoreError::Foreign), "{refused:?}");
        assert!(std::fs::read(&path).unwrap() == before, "it is another file now");
    }

    #[test]
    fn a_second_start_changes_nothing() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection, &birth()).unwrap();
        let vault = Write::new(&connection).vault_id().unwrap();
        migrate(&mut connection, &Birth { vault_id: [9; 16], ..birth() }).unwrap();
        assert_eq!(Write::new(&connection).vault_id().unwrap(), vault);
    }
}

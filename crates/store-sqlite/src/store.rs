//! The data file: opening, reading, and writing in one transaction.

use std::{fs, ops::Deref, path::Path, time::Duration};

use rusqlite::{Connection, OpenFlags, TransactionBehavior, config::DbConfig};
use tokendesk_domain::scope::Scope;

use crate::{StoreError, migrations};

/// How long a writer waits for another one.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// An open data file. Several may be open on one file, in several programs.
pub struct Store {
    connection: Connection,
}

/// What a new file is given at its birth; unused where the file exists.
pub struct Birth {
    /// The number of its vault.
    pub vault_id: [u8; 16],
    /// The first scopes.
    pub scopes: Vec<Scope>,
}

/// Reading, at the state of the moment.
pub struct Read<'c> {
    pub(crate) connection: &'c Connection,
}

/// Reading and writing inside one transaction.
pub struct Write<'c>(Read<'c>);

impl Store {
    /// Opens the file, creating it (0600) and its folder (0700) where they are missing, and brings it up to date.
    pub fn open(path: &Path, birth: &Birth) -> Result<Self, StoreError> {
        create_private(path)?;
        let mut connection = Connection::open(path)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // An issued key must not be lost once it was shown, also not by a power cut.
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.set_prepared_statement_cache_capacity(64);
        migrations::migrate(&mut connection, birth)?;
        Ok(Self { connection })
    }

    /// Opens a file that is there, to read from; changes nothing in it, not even its version.
    pub fn open_existing(path: &Path) -> Result<Self, StoreError> {
        Ok(Self { connection: Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)? })
    }

    /// Reads.
    pub const fn read(&self) -> Read<'_> {
        Read { connection: &self.connection }
    }

    /// Runs `work` in one transaction: all of it is kept if it succeeds, nothing if it fails.
    pub fn write<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&Write<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(StoreError::from)?;
        let done = work(&Write::new(&transaction))?;
        transaction.commit().map_err(StoreError::from)?;
        Ok(done)
    }

    /// Two numbers, one of which differs after any change of the file, by this connection or any other,
    /// here or in another program.
    pub fn version(&self) -> Result<(i64, u64), StoreError> {
        let by_others = self.connection.pragma_query_value(None, "data_version", |row| row.get(0))?;
        Ok((by_others, self.connection.total_changes()))
    }
}

impl<'c> Write<'c> {
    pub(crate) const fn new(connection: &'c Connection) -> Self {
        Self(Read { connection })
    }
}

impl<'c> Deref for Write<'c> {
    type Target = Read<'c>;

    fn deref(&self) -> &Read<'c> {
        &self.0
    }
}

/// The file must never be readable for others, not even for the moment between creating and restricting it.
fn create_private(path: &Path) -> Result<(), StoreError> {
    let mut folder = fs::DirBuilder::new();
    folder.recursive(true);
    let mut file = fs::OpenOptions::new();
    file.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
        folder.mode(0o700);
        file.mode(0o600);
    }
    if let Some(parent) = path.parent() {
        folder.create(parent)?;
    }
    if !path.exists() {
        file.open(path)?;
    }
    Ok(())
}

#[cfg(test)]
pub(crate) mod tests {
    use tokendesk_domain::starter_scopes::{StarterLanguage, starter_scopes};

    use super::*;

    pub(crate) fn birth() -> Birth {
        Birth { vault_id: [7; 16], scopes: starter_scopes(StarterLanguage::English) }
    }

    pub(crate) fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("desk").join("tokendesk.db"), &birth()).unwrap();
        (folder, store)
    }

    #[cfg(unix)]
    #[test]
    fn file_and_folder_are_the_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let (folder, _store) = store();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&folder.path().join("desk")), 0o700);
        for name in ["tokendesk.db", "tokendesk.db-wal", "tokendesk.db-shm"] {
            assert_eq!(mode(&folder.path().join("desk").join(name)), 0o600, "{name}");
        }
    }

    #[test]
    fn a_file_that_is_no_database_is_refused_untouched() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokendesk.db");
        let text = "this is a text file, long enough to be no header of a database\n".repeat(20);
        fs::write(&path, &text).unwrap();
        assert!(matches!(Store::open(&path, &birth()), Err(StoreError::Unreadable { .. })));
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }

    #[test]
    fn failed_work_leaves_nothing() {
        let (_folder, mut store) = store();
        let before = store.read().scopes().unwrap().len();
        let failed: Result<(), StoreError> = store.write(|write| {
            let scope = starter_scopes(StarterLanguage::English).remove(0);
            write.remove_scope(&scope.name)?;
            Err(StoreError::Full)
        });
        assert!(failed.is_err());
        assert_eq!(store.read().scopes().unwrap().len(), before);
    }

    #[test]
    fn on_a_full_disk_nothing_is_half_written() {
        let (_folder, mut store) = store();
        // SQLite answers a page that it may not add as it answers a full disk.
        let pages: i64 = store.connection.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
        store.connection.pragma_update(None, "max_page_count", pages).unwrap();
        let too_much = "x".repeat(1 << 20);
        let refused = store.write(|write| {
            write.save_draft("small")?;
            write.save_draft(&too_much)
        });
        assert!(matches!(refused, Err(StoreError::Full)), "{refused:?}");
        assert_eq!(store.read().draft().unwrap(), None);
    }

    #[test]
    fn a_writer_that_waits_too_long_is_told_that_the_file_is_in_use() {
        let (folder, mut one) = store();
        let mut two = Store::open(&folder.path().join("desk").join("tokendesk.db"), &birth()).unwrap();
        two.connection.busy_timeout(Duration::from_millis(1)).unwrap();
        one.write(|_| {
            let refused = two.write(|write| write.save_draft("{}"));
            assert!(matches!(refused, Err(StoreError::Busy)), "{refused:?}");
            Ok::<_, StoreError>(())
        })
        .unwrap();
    }

    #[test]
    fn a_change_shows_in_the_version_here_and_at_other_connections() {
        let (folder, mut one) = store();
        let two = Store::open(&folder.path().join("desk").join("tokendesk.db"), &birth()).unwrap();
        let before = (one.version().unwrap(), two.version().unwrap());
        one.write(|write| write.save_draft("{}")).unwrap();
        assert_ne!(one.version().unwrap(), before.0);
        assert_ne!(two.version().unwrap(), before.1);
    }
}

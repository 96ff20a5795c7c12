//! The data file: opening, reading, and writing in one transaction.

use std::{
    ops::Deref,
    path::Path,
    sync::{Mutex, PoisonError},
};

use rusqlite::Connection;
use tokendesk_domain::{scope::Scope, settings::Settings};

use crate::{
    StoreError,
    connections::{Held, Readers, open_reader, open_writer},
    migrations,
    shared_commit::Writer,
};

/// An open data file, for any number of threads. Several may be open on one file, in several programs.
pub struct Store {
    writer: Writer,
    readers: Readers,
    /// Sees each commit as that of another connection.
    watcher: Mutex<Connection>,
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
    pub(crate) connection: Held<'c>,
}

/// Reading and writing inside one transaction.
pub struct Write<'c>(Read<'c>);

impl Store {
    /// Opens the file, creating it (0600) and its folder (0700) where they are missing, and brings it up to date.
    pub fn open(path: &Path, birth: &Birth) -> Result<Self, StoreError> {
        let mut connection = open_writer(path)?;
        migrations::migrate(&mut connection, birth)?;
        Ok(Self {
            writer: Writer::new(connection),
            readers: Readers::new(path),
            watcher: Mutex::new(open_reader(path)?),
        })
    }

    /// Reads; waits for no writer.
    pub fn read(&self) -> Result<Read<'_>, StoreError> {
        Ok(Read { connection: self.readers.take()? })
    }

    /// Runs `work` in one transaction: all of it is kept if it succeeds, nothing if it fails. Returns after it
    /// is on the disk; those who write at the same time share one flush.
    pub fn write<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Write<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.writer.run(|connection| work(&Write::new(connection)))
    }

    /// A number that is another one after any change of the file, here or by another program.
    pub fn version(&self) -> Result<i64, StoreError> {
        let watcher = self.watcher.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(watcher.pragma_query_value(None, "data_version", |row| row.get(0))?)
    }
}

/// The settings in a file that is there; changes nothing in it, not even its version.
pub fn settings_of(path: &Path) -> Result<Settings, StoreError> {
    let connection = open_reader(path)?;
    Read { connection: Held::Borrowed(&connection) }.settings()
}

impl<'c> Write<'c> {
    pub(crate) const fn new(connection: &'c Connection) -> Self {
        Self(Read { connection: Held::Borrowed(connection) })
    }
}

impl<'c> Deref for Write<'c> {
    type Target = Read<'c>;

    fn deref(&self) -> &Read<'c> {
        &self.0
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use tokendesk_domain::starter_scopes::{StarterLanguage, starter_scopes};

    use std::{fs, time::Duration};

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
        let (_folder, store) = store();
        let before = store.read().unwrap().scopes().unwrap().len();
        let failed: Result<(), StoreError> = store.write(|write| {
            let scope = starter_scopes(StarterLanguage::English).remove(0);
            write.remove_scope(&scope.name)?;
            Err(StoreError::Full)
        });
        assert!(failed.is_err());
        assert_eq!(store.read().unwrap().scopes().unwrap().len(), before);
    }

    #[test]
    fn on_a_full_disk_nothing_is_half_written() {
        let (_folder, store) = store();
        // SQLite answers a page that it may not add as it answers a full disk.
        let pages: i64 =
            store.writer.with(|c| c.pragma_query_value(None, "page_count", |row| row.get(0))).unwrap();
        store.writer.with(|c| c.pragma_update(None, "max_page_count", pages)).unwrap();
        let too_much = "x".repeat(1 << 20);
        let refused = store.write(|write| {
            write.save_draft("small")?;
            write.save_draft(&too_much)
        });
        assert!(matches!(refused, Err(StoreError::Full)), "{refused:?}");
        assert_eq!(store.read().unwrap().draft().unwrap(), None);
    }

    #[test]
    fn a_writer_that_waits_too_long_is_told_that_the_file_is_in_use() {
        let (folder, one) = store();
        let two = Store::open(&folder.path().join("desk").join("tokendesk.db"), &birth()).unwrap();
        two.writer.with(|c| c.busy_timeout(Duration::from_millis(1))).unwrap();
        one.write(|_| {
            let refused = two.write(|write| write.save_draft("{}"));
            assert!(matches!(refused, Err(StoreError::Busy)), "{refused:?}");
            Ok::<_, StoreError>(())
        })
        .unwrap();
    }

    #[test]
    fn a_change_shows_in_the_version_here_and_at_other_connections() {
        let (folder, one) = store();
        let two = Store::open(&folder.path().join("desk").join("tokendesk.db"), &birth()).unwrap();
        let before = (one.version().unwrap(), two.version().unwrap());
        one.write(|write| write.save_draft("{}")).unwrap();
        assert_ne!(one.version().unwrap(), before.0);
        assert_ne!(two.version().unwrap(), before.1);
    }

    #[test]
    fn reading_waits_for_no_writer() {
        let (_folder, store) = store();
        store
            .write(|write| {
                write.save_draft("{}")?;
                assert_eq!(store.read()?.draft()?, None, "not kept yet");
                Ok::<_, StoreError>(())
            })
            .unwrap();
        assert_eq!(store.read().unwrap().draft().unwrap().as_deref(), Some("{}"));
    }
}

//! The data file: opening, reading, and writing in one transaction.

use std::{
    cell::Cell,
    ops::Deref,
    path::Path,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use rusqlite::Connection;
use tokendesk_domain::scope::Scope;

use crate::{
    StoreError, StoreFailure,
    audit::ChainEnd,
    connections::{Held, Readers, expect_many_pages, is_writable, open_reader, open_writer},
    damage::located_in,
    file_identity::FileIdentity,
    migrations,
    shared_commit::Writer,
};

/// An open data file, for any number of threads. Several may be open on one file, in several programs.
pub struct Store {
    /// Sees each commit as that of another connection.
    watcher: Mutex<Connection>,
    readers: Readers,
    /// Closed last: only a connection that may write leaves a file that is whole without its log.
    writer: Writer,
    /// Counts the transactions of this store that may have changed anything.
    writes: AtomicU64,
    file: FileIdentity,
}

/// A stretch of time in which nothing happened to a file but [`Store::add`] through the same store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Epoch {
    /// Transactions through this store.
    own: u64,
    /// Changes whenever another connection has committed.
    others: i64,
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
pub struct Write<'c> {
    read: Read<'c>,
    /// Where the audit log ends by what this one has added to it.
    pub(crate) chain: ChainEnd,
    /// Reservations whose cost this one has given back.
    pub(crate) given_back: Cell<u64>,
}

impl Store {
    /// Opens the file, creating it (0600) and its folder (0700) where they are missing, and brings it up to date.
    pub fn open(path: &Path, birth: &Birth) -> Result<Self, StoreError> {
        Self::try_open(path, birth).map_err(|error| match error {
            // Without the right to write its log beside it, SQLite can't even read the file, and does not say why.
            StoreError::Unreadable { .. } if path.exists() && !is_writable(path) => StoreError::ReadOnly,
            other => located_in(path, other),
        })
    }

    fn try_open(path: &Path, birth: &Birth) -> Result<Self, StoreError> {
        let mut connection = open_writer(path)?;
        migrations::migrate(&mut connection, birth)?;
        Ok(Self {
            watcher: Mutex::new(open_reader(path)?),
            readers: Readers::new(path),
            writer: Writer::new(connection, path)?,
            writes: AtomicU64::new(0),
            file: FileIdentity::of(path)?,
        })
    }

    /// Reads; waits for no writer.
    pub fn read(&self) -> Result<Read<'_>, StoreError> {
        self.file.check()?;
        Ok(Read { connection: self.readers.take()? })
    }

    /// As [`Store::read`], and all that is read stands at one moment: that of the first question. Many questions are
    /// also quicker so, as the file is not taken hold of anew for each.
    pub fn snapshot(&self) -> Result<Read<'_>, StoreError> {
        let read = self.read()?;
        read.connection.execute_batch("BEGIN")?;
        Ok(read)
    }

    /// Gives back the memory that idle readers keep pages of the file in: after all of it was gone through, what they
    /// keep is of no use to anybody.
    pub fn release_pages(&self) -> Result<(), StoreError> {
        self.readers.release_pages()
    }

    /// Runs `work` in one transaction: all of it is kept if it succeeds, nothing if it fails. Returns after it
    /// is on the disk; those who write at the same time share one flush.
    pub fn write<T, E: StoreFailure>(&self, work: impl FnOnce(&Write<'_>) -> Result<T, E>) -> Result<T, E> {
        self.add(|write| {
            let done = work(write);
            // Inside the transaction still: whoever comes next sees both the change and this.
            self.writes.fetch_add(1, Ordering::SeqCst);
            done
        })
    }

    /// Like [`Store::write`], for work that only adds tokens: what others go by stays as it is.
    pub fn add<T, E: StoreFailure>(&self, work: impl FnOnce(&Write<'_>) -> Result<T, E>) -> Result<T, E> {
        self.writer.run(|connection| {
            let write = Write::new(connection);
            let done = work(&write)?;
            write.keep_head()?;
            Ok(done)
        })
    }

    /// Like [`Store::add`], for thousands of tokens.
    pub fn add_many<T, E: StoreFailure>(
        &self,
        work: impl FnOnce(&Write<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.add(|write| {
            expect_many_pages(&write.connection, true)?;
            let done = work(write);
            expect_many_pages(&write.connection, false)?;
            done
        })
    }

    /// The epoch inside this transaction of this store's: what was read in the same one still holds.
    pub fn epoch(&self, write: &Write<'_>) -> Result<Epoch, StoreError> {
        let mut statement = write.connection.prepare_cached("PRAGMA data_version")?;
        let others = statement.query_one([], |row| row.get(0))?;
        Ok(Epoch { own: self.writes.load(Ordering::SeqCst), others })
    }

    /// Writes the log into the file, for an end of the program that closes nothing: the file is whole without its
    /// log then. Also what a log held that was deleted meanwhile. Waits half a second for readers at most.
    pub fn checkpoint(&self) -> Result<(), StoreError> {
        if self.file.is_replaced() { Err(StoreError::Moved) } else { self.writer.checkpoint() }
    }

    /// Where the file is, as long as it still lies there.
    pub fn path(&self) -> Result<&Path, StoreError> {
        self.file.check()?;
        Ok(self.readers.path())
    }

    /// A number that is another one after any change of the file, here or by another program.
    pub fn version(&self) -> Result<i64, StoreError> {
        self.file.check()?;
        let watcher = self.watcher.lock().unwrap_or_else(PoisonError::into_inner);
        // Asked hundreds of times a second: not read anew each time.
        let mut statement = watcher.prepare_cached("PRAGMA data_version")?;
        Ok(statement.query_one([], |row| row.get(0))?)
    }
}

impl<'c> Write<'c> {
    pub(crate) const fn new(connection: &'c Connection) -> Self {
        Self {
            read: Read { connection: Held::Borrowed(connection) },
            chain: ChainEnd::new(),
            given_back: Cell::new(0),
        }
    }
}

impl<'c> Deref for Write<'c> {
    type Target = Read<'c>;

    fn deref(&self) -> &Read<'c> {
        &self.read
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use tokendesk_domain::starter_scopes::{StarterLanguage, starter_scopes};

    use std::{
        fs,
        sync::atomic::{AtomicBool, Ordering},
        thread,
        time::{Duration, Instant},
    };

    use super::*;
    use crate::{
        connections::LOG_KEPT,
        tokens::tests::{insert, new_token},
    };

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
    fn a_new_file_that_another_program_is_making_just_now_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokendesk.db");
        let other = rusqlite::Connection::open(&path).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        thread::scope(|scope| {
            let opened = scope.spawn(|| Store::open(&path, &birth()).map(drop));
            thread::sleep(Duration::from_millis(200));
            other.execute_batch("COMMIT").unwrap();
            opened.join().unwrap().unwrap();
        });
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
    fn an_epoch_ends_with_anything_but_added_tokens() {
        let (folder, one) = store();
        let two = Store::open(&folder.path().join("desk").join("tokendesk.db"), &birth()).unwrap();
        let epoch = || one.add(|write| one.epoch(write)).unwrap();
        let first = epoch();
        insert(&one, &new_token("t"), 1);
        assert_eq!(epoch(), first);
        insert(&two, &new_token("t"), 2);
        let second = epoch();
        assert_ne!(second, first, "another program may have changed anything");
        one.write(|write| write.save_draft("{}")).unwrap();
        assert_ne!(epoch(), second);
    }

    #[test]
    fn a_program_that_writes_all_the_time_leaves_room_for_another_one() {
        let (folder, one) = store();
        let two = Store::open(&folder.path().join("desk").join("tokendesk.db"), &birth()).unwrap();
        let end = Instant::now() + Duration::from_secs(2);
        let written = thread::scope(|scope| {
            let write_all_the_time = |store: &Store| {
                // A disk that takes its time: nearly always one of both holds the file.
                let slow = || {
                    thread::sleep(Duration::from_millis(4));
                    false
                };
                store.writer.with(|c| c.commit_hook(Some(slow))).unwrap();
                let mut written = 0;
                while Instant::now() < end {
                    store.write(|write| write.save_draft(&written.to_string())).unwrap();
                    written += 1;
                }
                written
            };
            let threads: Vec<_> = [&one, &two]
                .into_iter()
                .flat_map(|store| [store; 16])
                .map(|store| scope.spawn(move || write_all_the_time(store)))
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<u32>>()
        });
        let (first, second) = (written[..16].iter().sum::<u32>(), written[16..].iter().sum::<u32>());
        assert!(first.min(second) * 10 > first.max(second), "{first} and {second}");
    }

    #[test]
    fn the_log_stays_bounded_though_somebody_reads_at_every_moment() {
        let (folder, store) = store();
        let log = folder.path().join("desk").join("tokendesk.db-wal");
        let done = AtomicBool::new(false);
        let largest = thread::scope(|scope| {
            scope.spawn(|| {
                let begin = || {
                    let read = store.read().unwrap();
                    read.connection.execute_batch("BEGIN; SELECT count(*) FROM scopes").unwrap();
                    read
                };
                let mut read = begin();
                while !done.load(Ordering::SeqCst) {
                    thread::sleep(Duration::from_millis(5));
                    let next = begin();
                    read.connection.execute_batch("COMMIT").unwrap();
                    read = next;
                }
                read.connection.execute_batch("COMMIT").unwrap();
            });
            let text = |number: u32| char::from_digit(number % 10, 10).unwrap().to_string().repeat(1 << 17);
            let mut largest = 0;
            for number in 0..1000 {
                store.write(|write| write.save_draft(&text(number))).unwrap();
                largest = largest.max(fs::metadata(&log).unwrap().len());
            }
            done.store(true, Ordering::SeqCst);
            largest
        });
        assert!(largest < LOG_KEPT * 2, "{largest} bytes");
    }

    #[test]
    fn a_long_reader_stops_no_writer_and_the_log_that_grew_under_it_is_cut_again() {
        let (folder, store) = store();
        let log = || fs::metadata(folder.path().join("desk").join("tokendesk.db-wal")).unwrap().len();
        // SQLite leaves pages alone that stay as they are.
        let text = |number: u32| char::from_digit(number % 10, 10).unwrap().to_string().repeat(1 << 20);
        let read = store.read().unwrap();
        read.connection.execute_batch("BEGIN; SELECT count(*) FROM scopes").unwrap();
        for number in 0..40 {
            store.write(|write| write.save_draft(&text(number))).unwrap();
        }
        assert!(log() > LOG_KEPT * 2);
        read.connection.execute_batch("COMMIT").unwrap();
        drop(read);
        for number in 0..3 {
            store.write(|write| write.save_draft(&text(number))).unwrap();
        }
        assert!(log() <= LOG_KEPT, "{} bytes", log());
    }

    #[test]
    fn room_for_many_tokens_is_given_back_whether_they_are_added_or_not() {
        let (_folder, store) = store();
        let pages = |connection: &Connection| -> i64 {
            connection.pragma_query_value(None, "cache_size", |row| row.get(0)).unwrap()
        };
        let before = store.writer.with(|connection| pages(connection));
        let room = store.add_many(|write| Ok::<_, StoreError>(pages(&write.connection))).unwrap();
        assert!(room < before, "in KiB, which SQLite writes with a minus: {room} and {before}");
        store.add_many(|_| Err::<(), _>(StoreError::Full)).unwrap_err();
        assert_eq!(store.writer.with(|connection| pages(connection)), before);
    }

    #[test]
    fn a_snapshot_stands_at_its_first_question_and_ends_with_it() {
        let (_folder, store) = store();
        let snapshot = store.snapshot().unwrap();
        assert_eq!(snapshot.draft().unwrap(), None);
        store.write(|write| write.save_draft("{}")).unwrap();
        assert_eq!(snapshot.draft().unwrap(), None);
        drop(snapshot);
        assert!(store.read().unwrap().connection.is_autocommit(), "the same connection");
        assert_eq!(store.read().unwrap().draft().unwrap().as_deref(), Some("{}"));
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

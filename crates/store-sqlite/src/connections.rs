//! Connections to the data file: the one that writes, and a few that read at the same time.

use std::{
    fs, io,
    ops::Deref,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use rusqlite::{Connection, OpenFlags, config::DbConfig};

use crate::{StoreError, left_log::LeftLog, migrations::refuse_foreign_file};

/// How long a writer waits for another one.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// How long it waits before it asks again.
const PAUSE: Duration = Duration::from_millis(1);

/// How long a checkpoint waits for readers.
const CHECKPOINT_TIMEOUT: Duration = Duration::from_millis(500);

/// A log that grew under a long reader is cut to this again, in bytes. SQLite begins it anew at 4 MB.
pub(crate) const LOG_KEPT: u64 = 16 << 20;

/// Statements that a connection keeps prepared.
const STATEMENTS: usize = 64;

/// Readers that are kept open while nobody reads. A new one reads the schema and prepares its statements again.
const IDLE_READERS: usize = 16;

/// Opens the file to write, creating it (0600) and its folder (0700) where they are missing.
pub(crate) fn open_writer(path: &Path) -> Result<Connection, StoreError> {
    create_private(path)?;
    let left_log = LeftLog::beside(path)?;
    let mut connection = Connection::open(path)?;
    set_up(&mut connection)?;
    if let Some(left) = left_log {
        left.refuse_foreign(&connection)?;
    }
    refuse_foreign_file(&connection)?;
    write_ahead(&connection)?;
    // An issued key must not be lost once it was shown, also not by a power cut.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // A slot that was removed still opens the vault, as long as its bytes are in the file.
    connection.pragma_update(None, "secure_delete", true)?;
    // What a savepoint or a large change would take back: not into a file outside of our folder.
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "journal_size_limit", LOG_KEPT.cast_signed())?;
    Ok(connection)
}

/// Has the file written by a log from now on, if it is not yet. SQLite itself does not wait here for a program that is
/// making the same new file: it has begun to read, and whoever reads is refused at once where another one writes.
fn write_ahead(connection: &Connection) -> Result<(), StoreError> {
    let begun = Instant::now();
    loop {
        match connection.pragma_update(None, "journal_mode", "WAL").map_err(StoreError::from) {
            Err(StoreError::Busy) if begun.elapsed() < BUSY_TIMEOUT => thread::sleep(PAUSE),
            done => return done,
        }
    }
}

/// Opens a file that is there; nothing in it can be changed through this.
pub(crate) fn open_reader(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    set_up(&mut connection)?;
    Ok(connection)
}

/// What the connection that writes keeps of the file in memory, in KiB: SQLite's own measure.
const PAGES_KIB: i64 = 2_000;

/// The same while thousands of tokens are added: a page that is given away within a transaction is written, and read
/// again for the next token.
const MANY_PAGES_KIB: i64 = 32 << 10;

/// Whether `connection` has to do with many pages. Those that are too many go with the end of the transaction.
pub(crate) fn expect_many_pages(connection: &Connection, many: bool) -> Result<(), StoreError> {
    let kib = if many { MANY_PAGES_KIB } else { PAGES_KIB };
    Ok(connection.pragma_update(None, "cache_size", -kib)?)
}

/// Writes the log (`-wal`) into the file and empties it; waits for readers for a while.
pub(crate) fn checkpoint(connection: &mut Connection) -> Result<(), StoreError> {
    wait_for(connection, CHECKPOINT_TIMEOUT)?;
    let done = connection.query_one("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    wait_for(connection, BUSY_TIMEOUT)?;
    Ok(done?)
}

/// How long this connection waits for another one.
///
/// SQLite's own waiting asks ever more rarely, ten times a second in the end: where another program writes all the
/// time, the moments between two of its transactions would be missed for seconds.
fn wait_for(connection: &mut Connection, patience: Duration) -> Result<(), StoreError> {
    let most = patience.as_millis() / PAUSE.as_millis();
    connection.busy_handler(Some(move |asked: i32| {
        thread::sleep(PAUSE);
        u128::from(asked.unsigned_abs()) < most
    }))?;
    Ok(())
}

pub(crate) fn set_up(connection: &mut Connection) -> Result<(), StoreError> {
    wait_for(connection, BUSY_TIMEOUT)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    // Else a statement with a LIMIT that is bound is planned anew each time it is run.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(())
}

/// Readers: none waits for another one or for the writer.
pub(crate) struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    pub(crate) fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), idle: Mutex::default() }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn take(&self) -> Result<Held<'_>, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = idle.map_or_else(|| open_reader(&self.path), Ok)?;
        Ok(Held::Reader { connection: Some(connection), readers: self })
    }

    /// What the idle ones keep of the file in memory.
    pub(crate) fn release_pages(&self) -> Result<(), StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(idle.iter().try_for_each(|connection| connection.execute_batch("PRAGMA shrink_memory"))?)
    }

    fn put_back(&self, connection: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE_READERS {
            idle.push(connection);
        }
    }
}

/// A connection for as long as somebody reads.
pub(crate) enum Held<'c> {
    /// Somebody else's, who keeps it.
    Borrowed(&'c Connection),
    /// One of the readers; it goes back to them.
    Reader {
        /// Always there until it is dropped.
        connection: Option<Connection>,
        /// Where it goes back to.
        readers: &'c Readers,
    },
}

impl Deref for Held<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        match self {
            Self::Borrowed(connection) => connection,
            Self::Reader { connection, .. } => connection.as_ref().expect("until it is dropped"),
        }
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        if let Self::Reader { connection, readers } = self
            && let Some(connection) = connection.take()
            && (connection.is_autocommit() || connection.execute_batch("ROLLBACK").is_ok())
        {
            readers.put_back(connection);
        }
    }
}

/// Whether the file and its folder may be written.
pub(crate) fn is_writable(path: &Path) -> bool {
    [Some(path), path.parent()].into_iter().flatten().all(|place| {
        #[cfg(unix)]
        return rustix::fs::access(place, rustix::fs::Access::WRITE_OK).is_ok();
        #[cfg(not(unix))]
        return fs::metadata(place).is_ok_and(|found| !found.permissions().readonly());
    })
}

/// The file must never be readable for others, not even for the moment between creating and restricting it.
fn create_private(path: &Path) -> Result<(), StoreError> {
    if let Some(parent) = path.parent() {
        create_folder(parent)?;
    }
    let mut file = fs::OpenOptions::new();
    file.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        file.mode(0o600);
    }
    if !path.exists() {
        file.open(path)?;
    }
    Ok(())
}

/// Makes a folder (0700) where it is missing.
pub fn create_folder(path: &Path) -> io::Result<()> {
    let mut folder = fs::DirBuilder::new();
    folder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder.create(path)
}

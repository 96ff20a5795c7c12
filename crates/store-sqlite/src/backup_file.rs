//! A file that is said to be a backup: looked at before anything of it is believed, and worked with as a copy of it.

use std::{
    fs::{self, File},
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OpenFlags};
use tempfile::NamedTempFile;

use crate::{
    BackupError, StoreError,
    backup::{copy_pages, damage, unfinished},
    connections::set_up,
    left_log::immutable,
    migrations::{APPLICATION_ID, KNOWN, migrate_copy, schema, schema_of_version},
};

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupContent {
    /// The version of the file, from 1.
    pub version: u32,
    /// How many tokens, those in the trash too.
    pub tokens: u64,
    /// The last entry of its audit log; none: nothing was done in it.
    pub last_change: Option<DateTime<Utc>>,
    /// In bytes.
    pub size: u64,
}

/// A checked copy of a backup, up to date, in the folder of backups. Gone with this.
pub struct StagedBackup {
    copy: NamedTempFile,
    content: BackupContent,
}

/// Looks at a backup, and changes nothing.
pub fn check_backup(path: &Path) -> Result<BackupContent, BackupError> {
    let size = check_header(path)?;
    let connection = open_unchanged(path)?;
    content(&connection, size)
}

impl StagedBackup {
    /// Copies `path` into `folder`, checks the copy and brings it up to date. What verifiers held when it was made counts
    /// as used and spent: nobody can say what became of it.
    ///
    /// `go_on` is as that of [`crate::Store::back_up`].
    pub fn of(path: &Path, folder: &Path, go_on: impl FnMut(u64, u64) -> bool) -> Result<Self, BackupError> {
        let size = check_header(path)?;
        let copy = unfinished(folder)?;
        copy_pages(&open_unchanged(path)?, copy.path(), go_on).map_err(of_backup)?;
        let mut connection = Connection::open(copy.path()).map_err(|error| BackupError::copying(&error))?;
        set_up(&mut connection)?;
        let content = content(&connection, size)?;
        // It can be made again from the backup.
        connection.execute_batch("PRAGMA synchronous = OFF").map_err(StoreError::from)?;
        migrate_copy(&mut connection)?;
        connection
            .execute_batch(
                "BEGIN;
                 UPDATE token_usage SET used = used + leased, leased = 0 WHERE leased > 0;
                 DELETE FROM leases;
                 DELETE FROM advances;
                 DELETE FROM verifiers;
                 COMMIT",
            )
            .map_err(|error| BackupError::copying(&error))?;
        Ok(Self { copy, content })
    }

    /// What the backup holds.
    pub const fn content(&self) -> &BackupContent {
        &self.content
    }

    pub(crate) fn path(&self) -> &Path {
        self.copy.path()
    }

    pub(crate) fn into_copy(self) -> NamedTempFile {
        self.copy
    }
}

/// Names what is no file of ours, one of a newer version, and one that is shorter than it says; the answer is its size.
fn check_header(path: &Path) -> Result<u64, BackupError> {
    let not_there = |error: io::Error| BackupError::NotThere(error.to_string());
    let mut file = File::open(path).map_err(not_there)?;
    let size = file.metadata().map_err(not_there)?.len();
    // https://www.sqlite.org/fileformat.html, 1.3
    let mut header = [0; 100];
    match file.read_exact(&mut header) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Err(BackupError::NotOurs),
        Err(error) => return Err(not_there(error)),
    }
    let word = |at: usize| u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
    if !header.starts_with(b"SQLite format 3\0") || word(68) != APPLICATION_ID.cast_unsigned() {
        return Err(BackupError::NotOurs);
    }
    match word(60) {
        0 => return Err(BackupError::NotOurs),
        found if found > KNOWN => return Err(BackupError::Newer { found, known: KNOWN }),
        _ => {}
    }
    let page = match u16::from_be_bytes([header[16], header[17]]) {
        1 => 65_536,
        bytes => u64::from(bytes),
    };
    let whole = page * u64::from(word(28));
    if size < whole && !has_log(path) {
        return Err(BackupError::Damaged(format!("it is cut short: {size} bytes of {whole}")));
    }
    Ok(size)
}

/// A data file that is no backup may have one.
fn has_log(path: &Path) -> bool {
    fs::metadata(beside(path, "-wal")).is_ok_and(|log| log.len() > 0)
}

/// The file of that ending beside `path`.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Nothing is written beside it either, where it has no log.
fn open_unchanged(path: &Path) -> Result<Connection, BackupError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let opened = if has_log(path) {
        Connection::open_with_flags(path, flags)
    } else {
        Connection::open_with_flags(immutable(path), flags | OpenFlags::SQLITE_OPEN_URI)
    };
    let mut connection = opened.map_err(|error| BackupError::NotThere(error.to_string()))?;
    set_up(&mut connection)?;
    Ok(connection)
}

/// Whatever is wrong with a file that is read here is the backup's.
fn of_backup(error: BackupError) -> BackupError {
    match error {
        BackupError::Store(error) => BackupError::Damaged(error.to_string()),
        other => other,
    }
}

/// What it holds, if it is whole and has the tables of its version and nothing else.
fn content(connection: &Connection, size: u64) -> Result<BackupContent, BackupError> {
    let read = || -> Result<Result<BackupContent, String>, StoreError> {
        if let Some(at) = damage(connection)? {
            return Ok(Err(at));
        }
        let version = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if schema(connection)? != schema_of_version(version)? {
            return Ok(Err(format!("its tables are not those of version {version}")));
        }
        let tokens: i64 = connection.query_one("SELECT count(*) FROM tokens", [], |row| row.get(0))?;
        let last: Option<i64> =
            connection.query_one("SELECT max(at_ms) FROM audit_entries", [], |row| row.get(0))?;
        let last_change = last.and_then(DateTime::from_timestamp_millis);
        Ok(Ok(BackupContent { version, tokens: tokens.unsigned_abs(), last_change, size }))
    };
    match read() {
        Ok(Ok(content)) => Ok(content),
        Ok(Err(at)) => Err(BackupError::Damaged(at)),
        Err(error) => Err(BackupError::Damaged(error.to_string())),
    }
}

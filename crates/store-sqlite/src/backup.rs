//! A whole copy of the data file in one other file, made while everybody goes on working.
//!
//! It is written under a name of its own beside its place, checked, flushed, and only then given its name: whatever
//! happens, no half copy has the name of a backup, and no older one is lost for it.

use std::{
    ffi::c_int,
    fs::{self, File},
    io,
    path::Path,
    thread,
    time::Duration,
};

use chrono::{DateTime, Utc};
use rusqlite::{
    Connection,
    backup::{Backup, StepResult},
};
use tempfile::NamedTempFile;

use crate::{BackupError, Store, StoreError, connections::open_reader};

/// What is copied between two looks at whether it is still wanted: 4 MB.
const STEP_PAGES: c_int = 1024;
/// Between two steps the disk is for others.
const PAUSE: Duration = Duration::from_millis(2);
/// What copies that are not finished begin with. Nobody takes them for backups.
const UNFINISHED: &str = ".tokendesk-copy-";

/// What to do with a file that lies where the copy is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// Leave it alone, and refuse.
    Keep,
    /// Put the copy in its place, once it is whole.
    Replace,
}

impl Store {
    /// Copies the file as it is at this moment, without waiting for anybody and without making anybody wait; the answer
    /// is the copy's size in bytes. It is the owner's alone (0600), and needs no log beside it.
    ///
    /// `go_on` is asked before each step, with the pages that are done and those there are; 0 before the first.
    pub fn back_up(
        &self,
        target: &Path,
        existing: Existing,
        go_on: impl FnMut(u64, u64) -> bool,
    ) -> Result<u64, BackupError> {
        let source = open_reader(self.path()?)?;
        write_copy(&source, target, existing, go_on)
    }
}

/// The copy under its name.
pub(crate) fn write_copy(
    source: &Connection,
    target: &Path,
    existing: Existing,
    go_on: impl FnMut(u64, u64) -> bool,
) -> Result<u64, BackupError> {
    if existing == Existing::Keep && target.symlink_metadata().is_ok() {
        return Err(BackupError::Exists(target.to_owned()));
    }
    let folder = folder_of(target);
    let copy = unfinished(folder)?;
    copy_pages(source, copy.path(), go_on)?;
    let found = {
        let connection = Connection::open(copy.path()).map_err(|error| BackupError::copying(&error))?;
        damage(&connection).map_err(|error| BackupError::copying(&error))?
    };
    // The copy is what was read: the damage is in the file that it was read from.
    if let Some(at) = found {
        return Err(StoreError::Damaged { at: Some(at) }.into());
    }
    keep(copy, target, existing)
}

/// A file for a copy, the owner's alone. It is gone with what is returned, unless that is kept.
pub(crate) fn unfinished(folder: &Path) -> Result<NamedTempFile, BackupError> {
    let file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(folder);
    file.map_err(|error| BackupError::writing(&error))
}

/// Flushes a finished copy and gives it its name; the answer is its size in bytes.
pub(crate) fn keep(copy: NamedTempFile, target: &Path, existing: Existing) -> Result<u64, BackupError> {
    let writing = |error: io::Error| BackupError::writing(&error);
    copy.as_file().sync_all().map_err(writing)?;
    let kept = match existing {
        Existing::Replace => copy.persist(target),
        Existing::Keep => copy.persist_noclobber(target),
    };
    let file = kept.map_err(|failed| match failed.error.kind() {
        io::ErrorKind::AlreadyExists => BackupError::Exists(target.to_owned()),
        _ => BackupError::writing(&failed.error),
    })?;
    sync_folder(folder_of(target)).map_err(writing)?;
    Ok(file.metadata().map_err(writing)?.len())
}

/// Copies one moment of `source`, and makes a file of it that needs no log.
pub(crate) fn copy_pages(
    source: &Connection,
    target: &Path,
    mut go_on: impl FnMut(u64, u64) -> bool,
) -> Result<(), BackupError> {
    // Of one moment: a copy that follows each change would begin again with each, and never end.
    source.execute_batch("BEGIN; SELECT count(*) FROM sqlite_schema").map_err(StoreError::from)?;
    let copying = |error: rusqlite::Error| BackupError::copying(&error);
    let mut copy = Connection::open(target).map_err(copying)?;
    // Nobody has it yet, and it is flushed as a whole.
    copy.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF").map_err(copying)?;
    {
        let backup = Backup::new(source, &mut copy).map_err(copying)?;
        loop {
            let progress = backup.progress();
            let total = u64::from(progress.pagecount.unsigned_abs());
            if !go_on(total.saturating_sub(u64::from(progress.remaining.unsigned_abs())), total) {
                return Err(BackupError::Cancelled);
            }
            if backup.step(STEP_PAGES).map_err(copying)? == StepResult::Done {
                break;
            }
            thread::sleep(PAUSE);
        }
    }
    source.execute_batch("COMMIT").map_err(StoreError::from)?;
    drop(copy);
    // As it is copied it says of itself that it has a log.
    let copy = Connection::open(target).map_err(copying)?;
    copy.execute_batch("SELECT count(*) FROM sqlite_schema; PRAGMA journal_mode = DELETE").map_err(copying)
}

/// What is wrong with a file, if anything: its structure, and rows that refer to none.
pub(crate) fn damage(connection: &Connection) -> rusqlite::Result<Option<String>> {
    let said: String = connection.query_one("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if said != "ok" {
        return Ok(Some(said));
    }
    let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
    let mut rows = statement.query([])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    Ok(Some(format!(
        "table {}: a row refers to one of {} that is missing",
        row.get::<_, String>(0)?,
        row.get::<_, String>(2)?
    )))
}

/// Removes what copies left that were killed: those that nobody has written on since `moment`.
pub fn remove_unfinished(folder: &Path, moment: DateTime<Utc>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let is_unfinished = entry.file_name().to_string_lossy().starts_with(UNFINISHED);
        if is_unfinished && DateTime::<Utc>::from(entry.metadata()?.modified()?) < moment {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}

/// A name is on the disk when its folder is.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

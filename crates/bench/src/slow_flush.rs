//! A disk whose flush takes as long as one likes: SQLite's own file system, but for a sleep in each flush.
//!
//! SQLite has no other place for it, and its interface for file systems is C: hence the unsafe code, in this file
//! alone. It copies the tables of functions of the default file system and changes one entry in each.
#![expect(unsafe_code, reason = "SQLite's interface for file systems is C")]

use std::ffi::c_int;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Result, ensure};
use rusqlite::ffi;

static DELAY_US: AtomicU64 = AtomicU64::new(0);
static DEFAULT_OPEN: OnceLock<Open> = OnceLock::new();
static DEFAULT_SYNC: OnceLock<Sync> = OnceLock::new();
/// A database and its write-ahead log are locked differently: each has a table of its own.
static DATABASE: OnceLock<ffi::sqlite3_io_methods> = OnceLock::new();
static LOG: OnceLock<ffi::sqlite3_io_methods> = OnceLock::new();

type Open = unsafe extern "C" fn(
    *mut ffi::sqlite3_vfs,
    ffi::sqlite3_filename,
    *mut ffi::sqlite3_file,
    c_int,
    *mut c_int,
) -> c_int;
type Sync = unsafe extern "C" fn(*mut ffi::sqlite3_file, c_int) -> c_int;

/// From now on each flush through a connection opened after the first call takes this much longer.
pub(crate) fn set(delay: Duration) -> Result<()> {
    DELAY_US.store(u64::try_from(delay.as_micros())?, Ordering::Relaxed);
    if DEFAULT_OPEN.get().is_some() {
        return Ok(());
    }
    // SAFETY: a null name asks for the default, which lives as long as the process, as does the leaked copy.
    // SQLite links the copy into its list and hands it back to `open`; all other functions are the default's own,
    // and read from the copy what they read from the original.
    unsafe {
        let default = ffi::sqlite3_vfs_find(std::ptr::null());
        ensure!(!default.is_null(), "SQLite has a default file system");
        let mut slow = *default;
        slow.pNext = std::ptr::null_mut();
        slow.zName = c"slow-flush".as_ptr();
        slow.xOpen = Some(open);
        DEFAULT_OPEN.get_or_init(|| (*default).xOpen.expect("every file system opens files"));
        let registered = ffi::sqlite3_vfs_register(Box::leak(Box::new(slow)), 1);
        ensure!(registered == ffi::SQLITE_OK, "the slow file system is taken");
    }
    Ok(())
}

unsafe extern "C" fn open(
    vfs: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    let Some(default_open) = DEFAULT_OPEN.get() else { return ffi::SQLITE_CANTOPEN };
    // SAFETY: the arguments go on unchanged. A file whose methods are set was opened; the table that it is given
    // instead is a copy that lives as long as the process.
    unsafe {
        let opened = default_open(vfs, name, file, flags, out_flags);
        let table = match flags & (ffi::SQLITE_OPEN_MAIN_DB | ffi::SQLITE_OPEN_WAL) {
            ffi::SQLITE_OPEN_MAIN_DB => &DATABASE,
            ffi::SQLITE_OPEN_WAL => &LOG,
            _ => return opened,
        };
        if let Some(methods) = (*file).pMethods.as_ref()
            && let Some(default_sync) = methods.xSync
        {
            DEFAULT_SYNC.get_or_init(|| default_sync);
            (*file).pMethods =
                table.get_or_init(|| ffi::sqlite3_io_methods { xSync: Some(sync), ..*methods });
        }
        opened
    }
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    thread::sleep(Duration::from_micros(DELAY_US.load(Ordering::Relaxed)));
    DEFAULT_SYNC.get().map_or(ffi::SQLITE_IOERR, |default_sync| {
        // SAFETY: SQLite's own arguments go to SQLite's own function.
        unsafe { default_sync(file, flags) }
    })
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use rusqlite::Connection;

    use super::*;

    #[test]
    fn a_commit_takes_as_long_as_its_flush() {
        let folder = tempfile::tempdir().unwrap();
        let delay = Duration::from_millis(30);
        set(delay).unwrap();
        let connection = Connection::open(folder.path().join("slow.db")).unwrap();
        connection.pragma_update(None, "journal_mode", "WAL").unwrap();
        connection.pragma_update(None, "synchronous", "FULL").unwrap();
        connection.execute_batch("CREATE TABLE t (x)").unwrap();
        let start = Instant::now();
        connection.execute_batch("INSERT INTO t VALUES (1)").unwrap();
        assert!(start.elapsed() >= delay);
        set(Duration::ZERO).unwrap();
        let kept: i64 = connection.query_one("SELECT count(*) FROM t", [], |row| row.get(0)).unwrap();
        assert_eq!(kept, 1);
    }
}

//! A log (`-wal`) that lies beside the file when it is opened: another program's at work, or one that was left by a
//! kill, or one that does not belong there.
//!
//! SQLite takes any log beside a file for the file's own, reads it over the file, and copies it into it on closing.
//! Beside a file that was put back from a copy, or renamed, that destroys it.

use std::{fs, path::Path};

use rusqlite::{Connection, OpenFlags, config::DbConfig};

use crate::{StoreError, damage::first_damage};

/// A larger file is not read whole at each start, in bytes: this much takes some 10 ms.
const READ_WHOLE: u64 = 8 << 20;

/// The file as it stands without the log.
pub(crate) struct LeftLog {
    vault: Option<[u8; 16]>,
    size: u64,
}

impl LeftLog {
    /// `None`: there is no log with anything in it.
    pub(crate) fn beside(path: &Path) -> Result<Option<Self>, StoreError> {
        let mut name = path.as_os_str().to_owned();
        name.push("-wal");
        if fs::metadata(name).map_or(0, |log| log.len()) == 0 {
            return Ok(None);
        }
        let size = fs::metadata(path)?.len();
        // The first page of a file is written before its log is; SQLite would delete the log.
        if size == 0 {
            return Err(StoreError::ForeignLog);
        }
        Ok(Some(Self { vault: vault_without_log(path), size }))
    }

    /// Refuses a log with which the file is another one, or none; before anything is written, and without writing.
    pub(crate) fn refuse_foreign(self, connection: &Connection) -> Result<(), StoreError> {
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        let found = vault(connection);
        let is_another = matches!((self.vault, found), (Some(own), Some(found)) if own != found);
        if is_another || (self.size <= READ_WHOLE && first_damage(connection).is_some()) {
            return Err(StoreError::ForeignLog);
        }
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
        Ok(())
    }
}

fn vault(connection: &Connection) -> Option<[u8; 16]> {
    connection.query_one("SELECT id FROM vault", [], |row| row.get(0)).ok()
}

/// `None` where it can't be told: a new file has all that it holds in its log.
fn vault_without_log(path: &Path) -> Option<[u8; 16]> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    vault(&Connection::open_with_flags(immutable(path), flags).ok()?)
}

/// The file's address for SQLite; all but the plainest characters are escaped.
pub(crate) fn immutable(path: &Path) -> String {
    let escaped: String = path
        .as_os_str()
        .as_encoded_bytes()
        .iter()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                char::from(*byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect();
    format!("file:{escaped}?immutable=1")
}

//! The write-ahead log (`-wal`), kept from growing without end.
//!
//! SQLite starts it from its beginning only in a moment in which nobody reads from it. Readers that come and go all
//! the time leave no such moment; then the writer waits for those that are there, while the next ones read the file.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::{
    connections::{LOG_KEPT, checkpoint},
    file_status::FileStatus,
};

/// A data file's log.
pub(crate) struct Log {
    path: PathBuf,
    /// The size at which to try next, in bytes.
    next: u64,
}

impl Log {
    pub(crate) fn of(path: &Path) -> Self {
        let mut name = path.as_os_str().to_owned();
        name.push("-wal");
        Self { path: PathBuf::from(name), next: LOG_KEPT }
    }

    /// After a commit: empties the log if it is too long. A reader that does not end is left alone until the log has
    /// grown by as much again.
    pub(crate) fn bound(&mut self, connection: &mut Connection) {
        if self.size() < self.next {
            return;
        }
        if let Err(error) = checkpoint(connection) {
            tracing::warn!(%error, "the log of the data file could not be emptied");
        }
        self.next = self.size() + LOG_KEPT;
    }

    /// In bytes.
    fn size(&self) -> u64 {
        FileStatus::of(&self.path).map_or(0, |log| log.len)
    }
}

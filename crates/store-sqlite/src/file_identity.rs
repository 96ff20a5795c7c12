//! Whether the data file that is open is still the one that lies in its place.
//!
//! SQLite goes on in a file that was deleted, moved or replaced: what it writes there would be lost with the program.
//! The same holds for its log (`-wal`) and the log's index (`-shm`).

use std::{
    io,
    path::{Path, PathBuf},
};

use crate::{
    StoreError,
    file_status::{FileId, FileStatus},
};

/// The files of an open store.
pub(crate) struct FileIdentity {
    files: Vec<(PathBuf, FileId)>,
}

impl FileIdentity {
    /// Those that lie there now.
    pub(crate) fn of(path: &Path) -> Result<Self, StoreError> {
        let mut files = vec![(path.to_owned(), id(path)?)];
        for ending in ["-wal", "-shm"] {
            let mut name = path.as_os_str().to_owned();
            name.push(ending);
            let beside = PathBuf::from(name);
            match id(&beside) {
                Ok(id) => files.push((beside, id)),
                // A file that may not be written has neither.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(Self { files })
    }

    /// Refuses with [`StoreError::Moved`] where another file, or none, lies in the place of one of them.
    pub(crate) fn check(&self) -> Result<(), StoreError> {
        let all_there = self.files.iter().all(|(path, known)| id(path).is_ok_and(|id| id == *known));
        if all_there { Ok(()) } else { Err(StoreError::Moved) }
    }

    /// Whether another file lies in the place of one of them; one that is missing is not replaced.
    pub(crate) fn is_replaced(&self) -> bool {
        self.files.iter().any(|(path, known)| id(path).is_ok_and(|id| id != *known))
    }
}

fn id(path: &Path) -> io::Result<FileId> {
    FileStatus::of(path).map(|file| file.id)
}

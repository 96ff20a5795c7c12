//! A file for its owner alone (0600) that is there when it is whole.
//!
//! Until then it has no name where the file system knows files without one (Linux: not FAT, not NFS), and whoever is
//! killed leaves nothing. Elsewhere it has a name of its own; what the dead left under such a name goes with the next
//! file that is begun in the folder.

mod draft;
#[cfg(target_os = "linux")]
mod nameless;

use std::{
    borrow::Cow,
    fs::File,
    io,
    path::{Path, PathBuf},
};

use self::draft::Draft;

/// What to do with a file that lies where this one is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// Leave it alone, and fail with [`io::ErrorKind::AlreadyExists`].
    Keep,
    /// Put this one in its place, once it is whole. A link goes on leading to the file.
    Replace,
}

/// A file that is being written. Dropped before it is kept, it has never been there.
pub struct PrivateFile {
    draft: Draft,
    path: PathBuf,
    existing: Existing,
}

impl PrivateFile {
    /// Begins a file that is to be at `path`. What is there is not touched, whatever happens before [`Self::keep`].
    pub fn begin(path: &Path, existing: Existing) -> io::Result<Self> {
        let path = match existing {
            Existing::Keep => Cow::from(path),
            Existing::Replace => path.canonicalize().map_or(path.into(), Cow::from),
        };
        let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let _ = draft::clear(folder);
        Ok(Self { draft: Draft::new(folder)?, path: path.into_owned(), existing })
    }

    /// To be written on.
    pub fn file_mut(&mut self) -> &mut File {
        self.draft.file_mut()
    }

    /// Flushes it to the disk and gives it its name.
    pub fn keep(mut self) -> io::Result<()> {
        self.file_mut().sync_all()?;
        self.draft.keep(&self.path, self.existing)
    }
}

/// Puts what `write` writes in the place of what is at `path`.
pub fn replace<E: From<io::Error>>(
    path: &Path,
    write: impl FnOnce(&mut File) -> Result<(), E>,
) -> Result<(), E> {
    let mut file = PrivateFile::begin(path, Existing::Replace)?;
    write(file.file_mut())?;
    Ok(file.keep()?)
}

#[cfg(all(test, unix))]
mod tests {
    use std::{fs, io::Write, os::unix::fs::PermissionsExt};

    use super::*;

    fn save(path: &Path, text: &[u8]) -> io::Result<()> {
        replace(path, |file| file.write_all(text))
    }

    #[test]
    fn a_saved_file_is_its_owners_alone_also_in_the_place_of_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokendesk.conf");
        for before in [None, Some("a longer text that stood there before")] {
            if let Some(text) = before {
                fs::write(&path, text).unwrap();
                fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
            }
            save(&path, b"new").unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), "new");
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
        }
    }

    #[test]
    fn a_link_stays_and_the_file_behind_it_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("file.conf"), folder.path().join("link.conf"));
        fs::write(&file, "before").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        save(&link, b"new").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
    }

    #[test]
    fn what_can_not_be_written_leaves_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.csv");
        fs::write(&path, "before").unwrap();
        let failed = replace(&path, |file| {
            file.write_all(b"half")?;
            Err(io::Error::from(io::ErrorKind::StorageFull))
        });
        assert!(failed.is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "before");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn a_file_that_came_meanwhile_is_not_replaced_where_it_is_to_be_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.csv");
        let mut file = PrivateFile::begin(&path, Existing::Keep).unwrap();
        file.file_mut().write_all(b"mine").unwrap();
        fs::write(&path, "theirs").unwrap();
        assert_eq!(file.keep().unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&path).unwrap(), "theirs");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }
}

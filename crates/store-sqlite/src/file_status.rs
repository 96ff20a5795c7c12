//! Which file lies at a path, and how long it is: asked with every transaction, of files that are being written.

use std::{fs, io, path::Path};

/// What a system calls a file, whatever its name is: its device and its number there.
#[cfg(unix)]
pub(crate) type FileId = (u64, u64);
/// An open file can't be moved or deleted here.
#[cfg(not(unix))]
pub(crate) type FileId = ();

/// A file as it lies there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileStatus {
    pub(crate) id: FileId,
    /// In bytes.
    pub(crate) len: u64,
}

impl FileStatus {
    /// Of the file at `path`.
    ///
    /// On Linux without its times. Since 6.13 a file whose times were asked for gets a new one with its next write
    /// (multigrain timestamps), and the next flush writes that to the disk as well.
    pub(crate) fn of(path: &Path) -> io::Result<Self> {
        #[cfg(target_os = "linux")]
        {
            use rustix::fs::{AtFlags, CWD, StatxFlags, makedev, statx};

            if let Ok(found) = statx(CWD, path, AtFlags::empty(), StatxFlags::INO | StatxFlags::SIZE) {
                let device = makedev(found.stx_dev_major, found.stx_dev_minor);
                return Ok(Self { id: (device, found.stx_ino), len: found.stx_size });
            }
        }
        // Also where a sandbox knows no `statx`, and for the reason why there is no file.
        Self::with_times(path)
    }

    fn with_times(path: &Path) -> io::Result<Self> {
        let found = fs::metadata(path)?;
        #[cfg(unix)]
        let id = {
            use std::os::unix::fs::MetadataExt;
            (found.dev(), found.ino())
        };
        #[cfg(not(unix))]
        let id = ();
        Ok(Self { id, len: found.len() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_the_same_with_and_without_its_times_and_another_one_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let [one, other] = ["one", "other"].map(|name| folder.path().join(name));
        fs::write(&one, "1234567").unwrap();
        fs::write(&other, "1234567").unwrap();
        let status = FileStatus::of(&one).unwrap();
        assert_eq!((status, status.len), (FileStatus::with_times(&one).unwrap(), 7));
        assert_ne!(status, FileStatus::of(&other).unwrap());
        fs::write(&one, "12").unwrap();
        assert_eq!(FileStatus::of(&one).unwrap(), FileStatus { len: 2, ..status });
    }

    #[test]
    fn a_file_that_is_not_there_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let missing = FileStatus::of(&folder.path().join("missing")).unwrap_err();
        assert_eq!(missing.kind(), io::ErrorKind::NotFound);
    }
}

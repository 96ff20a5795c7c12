//! What is not whole yet.

use std::{
    fs::{self, File},
    io,
    path::Path,
};

use tempfile::NamedTempFile;

use crate::Existing;

/// What the names of such files begin with.
const PREFIX: &str = ".tokendesk-unfinished-";

/// Whoever writes on one holds its lock, which goes with the process.
pub(crate) enum Draft {
    #[cfg(target_os = "linux")]
    Nameless(File),
    Named(NamedTempFile),
}

impl Draft {
    pub(crate) fn new(folder: &Path) -> io::Result<Self> {
        #[cfg(target_os = "linux")]
        if let Some(file) = crate::nameless::create(folder) {
            return Ok(Self::Nameless(file));
        }
        Self::named(folder)
    }

    fn named(folder: &Path) -> io::Result<Self> {
        let file = tempfile::Builder::new().prefix(PREFIX).tempfile_in(folder)?;
        hold(file.as_file());
        Ok(Self::Named(file))
    }

    pub(crate) fn file_mut(&mut self) -> &mut File {
        match self {
            #[cfg(target_os = "linux")]
            Self::Nameless(file) => file,
            Self::Named(file) => file.as_file_mut(),
        }
    }

    pub(crate) fn keep(self, path: &Path, existing: Existing) -> io::Result<()> {
        match self {
            #[cfg(target_os = "linux")]
            Self::Nameless(file) => match (crate::nameless::name(&file, path), existing) {
                (Err(error), Existing::Replace) if error.kind() == io::ErrorKind::AlreadyExists => {
                    put_in_place(&file, path)
                }
                (named, _) => named,
            },
            Self::Named(file) => {
                let kept = match existing {
                    Existing::Keep => file.persist_noclobber(path),
                    Existing::Replace => file.persist(path),
                };
                kept.map(drop).map_err(|failed| failed.error)
            }
        }
    }
}

/// A name that is taken can only be moved to: for that moment the file has one of its own.
#[cfg(target_os = "linux")]
fn put_in_place(file: &File, path: &Path) -> io::Result<()> {
    hold(file);
    let folder = path.parent().unwrap_or(path);
    let named =
        tempfile::Builder::new().prefix(PREFIX).make_in(folder, |name| crate::nameless::name(file, name))?;
    Ok(named.into_temp_path().persist(path)?)
}

/// Where there are no locks, nothing is cleared either.
fn hold(file: &File) {
    let _ = file.try_lock();
}

/// Removes what processes left here that were killed.
pub(crate) fn clear(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let is_draft = entry.file_name().to_string_lossy().starts_with(PREFIX);
        if is_draft && entry.file_type()?.is_file() && is_left(&entry.path()) {
            let _ = fs::remove_file(entry.path());
        }
    }
    Ok(())
}

fn is_left(path: &Path) -> bool {
    File::open(path).is_ok_and(|file| file.try_lock().is_ok())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn what_a_killed_one_left_goes_and_what_is_being_written_stays() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        fs::write(folder.join(format!("{PREFIX}dead")), "keys").unwrap();
        fs::write(folder.join("of-others"), "theirs").unwrap();
        let mut living = Draft::named(folder).unwrap();
        living.file_mut().write_all(b"whole").unwrap();
        clear(folder).unwrap();
        assert!(!folder.join(format!("{PREFIX}dead")).exists());
        living.keep(&folder.join("kept"), Existing::Keep).unwrap();
        let mut left = names(folder);
        left.sort();
        assert_eq!(left, ["kept", "of-others"]);
        assert_eq!(fs::read_to_string(folder.join("kept")).unwrap(), "whole");
    }

    #[test]
    fn with_a_name_of_its_own_it_is_kept_or_refused_as_without() {
        let folder = tempfile::tempdir().unwrap();
        let (folder, path) = (folder.path(), folder.path().join("keys.csv"));
        for (existing, before, after) in [
            (Existing::Keep, None, "new"),
            (Existing::Keep, Some("before"), "before"),
            (Existing::Replace, Some("before"), "new"),
        ] {
            if let Some(text) = before {
                fs::write(&path, text).unwrap();
            }
            let mut draft = Draft::named(folder).unwrap();
            draft.file_mut().write_all(b"new").unwrap();
            let kept = draft.keep(&path, existing);
            assert_eq!(kept.is_err(), before == Some(after));
            assert_eq!(fs::read_to_string(&path).unwrap(), after);
            assert_eq!(names(folder), ["keys.csv"]);
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn nothing_is_to_be_seen_of_it_before_it_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let Some(file) = crate::nameless::create(folder) else { return };
        let mut draft = Draft::Nameless(file);
        draft.file_mut().write_all(b"keys").unwrap();
        assert!(names(folder).is_empty());
        draft.keep(&folder.join("keys.csv"), Existing::Keep).unwrap();
        assert_eq!(names(folder), ["keys.csv"]);
    }
}

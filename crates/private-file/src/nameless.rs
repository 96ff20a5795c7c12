//! Files without a name, and how they get one.

use std::{fs::File, io, os::fd::AsRawFd, path::Path};

use rustix::fs::{AtFlags, CWD, Mode, OFlags, linkat, open};

/// A file in `folder` that nobody finds. None: this file system has none such, or they could not get a name here.
pub(crate) fn create(folder: &Path) -> Option<File> {
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    let file = File::from(open(folder, flags, Mode::RUSR | Mode::WUSR).ok()?);
    Path::new(&place(&file)).exists().then_some(file)
}

/// Gives it a name that is free.
pub(crate) fn name(file: &File, path: &Path) -> io::Result<()> {
    Ok(linkat(CWD, place(file), CWD, path, AtFlags::SYMLINK_FOLLOW)?)
}

fn place(file: &File) -> String {
    format!("/proc/self/fd/{}", file.as_raw_fd())
}

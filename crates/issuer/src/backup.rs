//! Backups: made while everybody works, one each day by itself.

use std::{
    fs,
    path::{Path, PathBuf},
};

use chrono::{Local, TimeDelta};
use tokendesk_domain::{
    audit::Action,
    backup::{self, BackupKind, BackupName},
};
use tokendesk_store_sqlite::{BackupError, Existing, StoreError, remove_unfinished};

use crate::{Desk, DeskError};

/// The folder of backups, beside the data file.
const FOLDER: &str = "backups";

/// A copy that was not written on for so long will not be finished.
const UNFINISHED_FOR: TimeDelta = TimeDelta::hours(1);

/// A backup in the folder of backups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptBackup {
    /// When and why.
    pub name: BackupName,
    /// Where.
    pub path: PathBuf,
    /// In bytes.
    pub size: u64,
}

/// The folder in which the backups of this data file are kept; it need not be there.
pub fn backup_folder(file: &Path) -> PathBuf {
    file.with_file_name(FOLDER)
}

/// The backups of this data file, newest first.
pub fn backups_of(file: &Path) -> Result<Vec<KeptBackup>, DeskError> {
    let folder = backup_folder(file);
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unreadable(&error)),
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| unreadable(&error))?;
        let Some(name) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        // It may be gone by now.
        let Ok(size) = entry.metadata().map(|found| found.len()) else { continue };
        found.push(KeptBackup { name, path: entry.path(), size });
    }
    found.sort_unstable_by_key(|backup| std::cmp::Reverse(backup.name));
    Ok(found)
}

impl Desk {
    /// The backups in the folder of backups, newest first.
    pub fn backups(&self) -> Result<Vec<KeptBackup>, DeskError> {
        backups_of(self.store().path()?)
    }

    /// Makes a backup in the folder of backups. Slow: reads the whole file. `go_on` is asked before each step, with the
    /// pages that are done and those there are.
    pub fn back_up(&self, go_on: impl FnMut(u64, u64) -> bool) -> Result<KeptBackup, DeskError> {
        self.make_backup(BackupKind::ByHand, go_on)
    }

    /// Makes a backup that somebody takes elsewhere; the answer is its size in bytes.
    pub fn back_up_to(
        &self,
        target: &Path,
        existing: Existing,
        go_on: impl FnMut(u64, u64) -> bool,
    ) -> Result<u64, DeskError> {
        if target == self.store().path()? {
            return Err(BackupError::Exists(target.to_owned()).into());
        }
        let size = self.store().back_up(target, existing, go_on)?;
        self.note_backup(target);
        Ok(size)
    }

    /// Makes the daily backup if it is wanted and due, and nobody else makes it; removes those that are too many.
    pub fn back_up_if_due(
        &self,
        go_on: impl FnMut(u64, u64) -> bool,
    ) -> Result<Option<KeptBackup>, DeskError> {
        let is_wanted = self.daily_backups()?;
        let names: Vec<_> = self.backups()?.iter().map(|backup| backup.name).collect();
        let now = self.now();
        if !is_wanted || !backup::is_due(&names, now, &Local) {
            return Ok(None);
        }
        if !self.store().write(|write| write.claim_backup(now))? {
            return Ok(None);
        }
        let made = self.make_backup(BackupKind::Daily, go_on)?;
        self.prune_backups()?;
        Ok(Some(made))
    }

    /// Removes the daily backups that are too many, and what copies left that were killed; the answer is the backups.
    pub fn prune_backups(&self) -> Result<Vec<KeptBackup>, DeskError> {
        let backups = self.backups()?;
        let surplus = backup::surplus(&backups.iter().map(|backup| backup.name).collect::<Vec<_>>());
        let gone: Vec<_> = backups.into_iter().filter(|backup| surplus.contains(&backup.name)).collect();
        for backup in &gone {
            fs::remove_file(&backup.path).map_err(|error| unwritable(&error))?;
        }
        let folder = backup_folder(self.store().path()?);
        if folder.exists() {
            remove_unfinished(&folder, self.now() - UNFINISHED_FOR).map_err(|error| unwritable(&error))?;
        }
        Ok(gone)
    }

    /// Whether a backup is made each day.
    pub fn daily_backups(&self) -> Result<bool, DeskError> {
        Ok(self.store().read()?.daily_backups()?)
    }

    /// Keeps whether a backup is made each day.
    pub fn save_daily_backups(&self, are_wanted: bool) -> Result<(), DeskError> {
        let now = self.now();
        self.store().write(|write| {
            let changes = write.save_daily_backups(are_wanted)?;
            if changes.is_empty() {
                return Ok(());
            }
            self.record(write, now, Action::SettingsChanged, (None, "backup"), changes)
        })
    }

    fn make_backup(
        &self,
        kind: BackupKind,
        go_on: impl FnMut(u64, u64) -> bool,
    ) -> Result<KeptBackup, DeskError> {
        let (name, path) = self.new_backup(kind)?;
        let size = self.store().back_up(&path, Existing::Keep, go_on)?;
        self.note_backup(&path);
        Ok(KeptBackup { name, path, size })
    }

    /// A name that is free, in a folder that is there.
    pub(crate) fn new_backup(&self, kind: BackupKind) -> Result<(BackupName, PathBuf), DeskError> {
        free_name(self.store().path()?, kind, self.now())
    }

    /// In the audit log; a backup that could not be written down is a backup.
    fn note_backup(&self, path: &Path) {
        let (now, name) = (self.now(), file_name(path));
        let noted = self
            .store()
            .write(|write| self.record(write, now, Action::BackupMade, (None, &name), Vec::new()));
        if let Err(error) = noted {
            tracing::warn!(%error, "a backup could not be written down in the audit log");
        }
    }
}

/// A name that is free in the folder of backups of this data file. The folder (0700) is made where it is missing.
fn free_name(
    file: &Path,
    kind: BackupKind,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<(BackupName, PathBuf), DeskError> {
    let folder = backup_folder(file);
    tokendesk_store_sqlite::create_folder(&folder).map_err(|error| unwritable(&error))?;
    let mut name = BackupName::new(now, kind);
    while folder.join(name.to_string()).exists() {
        name = BackupName::new(name.made() + TimeDelta::seconds(1), kind);
    }
    Ok((name, folder.join(name.to_string())))
}

/// What the audit log calls it.
pub(crate) fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn unwritable(error: &std::io::Error) -> DeskError {
    BackupError::Unwritable(error.to_string()).into()
}

fn unreadable(error: &std::io::Error) -> DeskError {
    StoreError::Unreadable { detail: error.to_string() }.into()
}

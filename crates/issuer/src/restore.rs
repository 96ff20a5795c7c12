//! Putting a backup back: looked at first, then done; what stood here is kept.

use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use tokendesk_domain::backup::{BackupKind, name_put_aside};
use tokendesk_store_sqlite::{
    BackupContent, RestoreNote, RestorePreview, StagedBackup, StoreError, create_folder,
};

use crate::{
    Desk, DeskError,
    backup::{backup_folder, file_name},
};

/// A backup that was checked and can be put back. It is a copy: what becomes of the file meanwhile is the same.
pub struct PreparedRestore {
    staged: StagedBackup,
    name: String,
}

impl PreparedRestore {
    /// Copies and checks a backup for the data file `file`, which need not be there. Slow: reads the whole backup.
    /// `go_on` is asked before each step, with the pages that are done and those there are.
    pub fn of(backup: &Path, file: &Path, go_on: impl FnMut(u64, u64) -> bool) -> Result<Self, DeskError> {
        let folder = backup_folder(file);
        create_folder(&folder)
            .map_err(|error| tokendesk_store_sqlite::BackupError::Unwritable(error.to_string()))?;
        let staged = StagedBackup::of(backup, &folder, go_on)?;
        Ok(Self { staged, name: file_name(backup) })
    }

    /// What the backup holds.
    pub const fn content(&self) -> &BackupContent {
        self.staged.content()
    }

    /// What the backup's file is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Makes the backup the data file itself, where none is or one that can't be used. That one is moved to the folder of
    /// backups, with its log, under a name that says so; the answer is where it is now, if there was one.
    pub fn put_in_place(
        self,
        file: &Path,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<PathBuf>, DeskError> {
        let aside = place_aside(file, now);
        let Self { staged, name } = self;
        staged.put_in_place(file, &aside, &RestoreNote { actor: &actor.into(), name: &name, now })?;
        Ok(aside.exists().then_some(aside))
    }
}

/// Where a data file that can't be used is moved to, in the folder of backups, which is there.
fn place_aside(file: &Path, now: DateTime<Utc>) -> PathBuf {
    let folder = backup_folder(file);
    let mut moment = now;
    loop {
        let place = folder.join(name_put_aside(moment));
        if !place.exists() {
            return place;
        }
        moment += TimeDelta::seconds(1);
    }
}

/// Whether this says that nothing can be done with the data file: a backup may take its place. A file that another
/// program holds, or on a full or read-only disk, is none of those.
pub const fn is_beyond_use(error: &DeskError) -> bool {
    use StoreError::{Corrupt, Damaged, Foreign, ForeignLog, Newer, Unreadable};
    matches!(
        error,
        DeskError::Store(
            Damaged { .. } | Unreadable { .. } | Foreign | ForeignLog | Corrupt { .. } | Newer { .. }
        )
    )
}

impl Desk {
    /// Copies and checks a backup. Slow: reads the whole backup.
    pub fn prepare_restore(
        &self,
        backup: &Path,
        go_on: impl FnMut(u64, u64) -> bool,
    ) -> Result<PreparedRestore, DeskError> {
        PreparedRestore::of(backup, self.store().path()?, go_on)
    }

    /// What putting it back would change now.
    pub fn preview_restore(&self, prepared: &PreparedRestore) -> Result<RestorePreview, DeskError> {
        Ok(self.store().preview_restore(&prepared.staged)?)
    }

    /// Puts it back, in one transaction. The answer is the backup of what stood here before.
    pub fn restore(&self, prepared: &PreparedRestore) -> Result<PathBuf, DeskError> {
        let (_, safety) = self.new_backup(BackupKind::BeforeRestore)?;
        let note = RestoreNote { actor: self.actor(), name: &prepared.name, now: self.now() };
        self.store().restore(&prepared.staged, &safety, &note)?;
        self.follow_slots()?;
        Ok(safety)
    }
}

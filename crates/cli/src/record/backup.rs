//! Backups as scripts see them.

use std::path::Path;

use serde::Serialize;
use tokendesk_issuer::{Affected, BackupContent, KeptBackup, RestorePreview};

use super::moment;

/// A row of `backup list` and `backup prune`, and the answer of `backup create`.
#[derive(Debug, Serialize)]
pub(crate) struct BackupRecord {
    pub(crate) path: String,
    /// `daily`, `by-hand` or `before-restore`; null: it is not in the folder of backups
    pub(crate) kind: Option<&'static str>,
    pub(crate) made: String,
    pub(crate) size_bytes: u64,
}

/// The answer of `backup check`, and of `restore` what the backup holds.
#[derive(Debug, Serialize)]
pub(crate) struct BackupContentRecord {
    pub(crate) version: u32,
    pub(crate) tokens: u64,
    pub(crate) last_change: Option<String>,
    pub(crate) size_bytes: u64,
}

/// The answer of `restore`.
#[derive(Debug, Serialize)]
pub(crate) struct RestoreRecord {
    /// false: with `--dry-run`, or there was nothing to do
    pub(crate) restored: bool,
    /// `live`, `new`, `missing` or `unreadable`: how the data file here was found
    pub(crate) data_file: &'static str,
    pub(crate) backup: BackupContentRecord,
    /// null: there was nothing to compare it with
    pub(crate) changes: Option<RestoreChanges>,
    /// Where what stood here is now.
    pub(crate) kept: Option<String>,
}

/// What a restore changes.
#[derive(Debug, Serialize)]
pub(crate) struct RestoreChanges {
    removed: AffectedRecord,
    returned: AffectedRecord,
    changed: AffectedRecord,
    revived: AffectedRecord,
    scopes: u64,
    routes: u64,
    settings: u64,
    admin_keys: u64,
    revived_admin_keys: AffectedRecord,
    vault_changed: bool,
}

#[derive(Debug, Serialize)]
struct AffectedRecord {
    count: u64,
    /// Five at most.
    first: Vec<Named>,
}

#[derive(Debug, Serialize)]
struct Named {
    id: i64,
    name: String,
}

impl BackupRecord {
    pub(crate) fn of(backup: &KeptBackup) -> Self {
        Self {
            path: shown(&backup.path),
            kind: Some(backup.name.kind().code()),
            made: moment(backup.name.made()),
            size_bytes: backup.size,
        }
    }
}

impl BackupContentRecord {
    pub(crate) fn of(content: &BackupContent) -> Self {
        Self {
            version: content.version,
            tokens: content.tokens,
            last_change: content.last_change.map(moment),
            size_bytes: content.size,
        }
    }
}

impl RestoreChanges {
    pub(crate) fn of(preview: &RestorePreview) -> Self {
        Self {
            removed: AffectedRecord::of(&preview.removed),
            returned: AffectedRecord::of(&preview.returned),
            changed: AffectedRecord::of(&preview.changed),
            revived: AffectedRecord::of(&preview.revived),
            scopes: preview.scopes,
            routes: preview.routes,
            settings: preview.settings,
            admin_keys: preview.admin_keys,
            revived_admin_keys: AffectedRecord::of(&preview.revived_admin_keys),
            vault_changed: preview.is_vault_changed,
        }
    }
}

impl AffectedRecord {
    fn of(affected: &Affected) -> Self {
        let first = affected.first.iter().map(|(id, name)| Named { id: *id, name: name.clone() });
        Self { count: affected.count, first: first.collect() }
    }
}

/// A path for people and scripts; what is no text is replaced.
pub(crate) fn shown(path: &Path) -> String {
    path.display().to_string()
}

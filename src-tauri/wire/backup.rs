//! Backups of the data file.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Fault;

/// The backups in the data folder.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct Backups {
    /// One is made each day.
    pub(crate) is_daily: bool,
    /// Why the last daily one could not be made.
    pub(crate) daily_fault: Option<Fault>,
    /// Where they are.
    pub(crate) folder: String,
    /// Newest first.
    pub(crate) kept: Vec<Backup>,
}

#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct Backup {
    /// What its file is called.
    pub(crate) name: String,
    pub(crate) kind: BackupKind,
    #[ts(type = "number")]
    pub(crate) made_ms: i64,
    /// In bytes.
    #[ts(type = "number")]
    pub(crate) size: u64,
}

#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum BackupKind {
    Daily,
    ByHand,
    /// What stood here before another one was restored.
    BeforeRestore,
}

#[derive(Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct DailyBackups {
    pub(crate) are_wanted: bool,
}

#[derive(Deserialize, TS)]
#[ts(export)]
pub(crate) struct BackupChoice {
    /// One of the list; null: a dialog of this title asks for a file.
    pub(crate) name: Option<String>,
    pub(crate) title: String,
}

/// What a checked backup holds.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct BackupContent {
    /// What the backup's file is called.
    pub(crate) name: String,
    /// Tokens in it.
    pub(crate) tokens: u32,
    /// The last entry of its audit log.
    #[ts(type = "number | null")]
    pub(crate) last_change_ms: Option<i64>,
}

/// A backup took the place of a data file that can't be used.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub(crate) struct Replaced {
    /// Where that one is now; null: it can be used again, and nothing was replaced, or it was gone.
    pub(crate) kept: Option<String>,
}

/// What restoring a backup changes.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct RestorePlan {
    pub(crate) content: BackupContent,
    /// Everything is as in the backup already.
    pub(crate) is_empty: bool,
    /// Only here: they go.
    pub(crate) removed: Affected,
    /// Only in the backup.
    pub(crate) returned: Affected,
    pub(crate) changed: Affected,
    /// Of those, refused here and valid in the backup.
    pub(crate) revived: Affected,
    pub(crate) scopes: u32,
    pub(crate) routes: u32,
    pub(crate) settings: u32,
    pub(crate) admin_keys: u32,
    /// Of those, revoked here and valid in the backup.
    pub(crate) revived_admin_keys: Affected,
    /// It opens again with what opened it then.
    pub(crate) is_vault_changed: bool,
}

#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub(crate) struct Affected {
    pub(crate) count: u32,
    /// Names of five at most.
    pub(crate) first: Vec<String>,
}

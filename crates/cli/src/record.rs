//! The objects that `--json` prints. The names of their fields stay; new ones may be added.

mod admin_key;
mod backup;
mod decision;
mod explanation;
mod gateway;
mod history;
mod posture;
mod rotation;
mod route;
mod row;
mod scope;
mod settings;
mod token;
mod usage;
mod vault;

use chrono::{DateTime, SecondsFormat, Utc};

pub(crate) use self::{
    admin_key::AdminKeyRecord,
    backup::{BackupContentRecord, BackupRecord, RestoreChanges, RestoreRecord, shown},
    decision::DecisionRecord,
    explanation::ExplanationRecord,
    gateway::{FileRecord, StepRecord},
    history::{HistoryRecord, raises_revision},
    posture::FindingRecord,
    rotation::{OldKeyChangeRecord, OldKeyRecord, RotatedRecord},
    route::{RouteRecord, RouteTrialRecord, SetChangeRecord, UnmatchedRecord},
    row::{RowOutcome, RowRecord},
    scope::{RetirementRecord, ScopeRecord},
    settings::SettingsRecord,
    token::{ChangeRecord, DetailsRecord, KeyRecord, TokenRecord},
    usage::UsageRecord,
    vault::{RecoveryRecord, RotationRecord, SlotRecord, VaultRecord},
};

/// RFC 3339 in UTC with milliseconds: always the same length, so it also sorts as text.
pub(crate) fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

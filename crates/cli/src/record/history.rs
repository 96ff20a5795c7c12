//! Entries of the audit log as scripts see them.

use serde::Serialize;
use tokendesk_audit_export::ChangeRecord;
use tokendesk_domain::audit::{Action, AuditEntry};

use super::moment;

/// One entry.
#[derive(Debug, Serialize)]
pub(crate) struct HistoryRecord {
    at: String,
    /// `desk:anna`, `cli:root`
    actor: String,
    /// The client's, over HTTP; else null.
    address: Option<String>,
    /// `issued`, `edited`, `disabled`, …
    action: &'static str,
    changes: Vec<ChangeRecord>,
}

impl HistoryRecord {
    pub(crate) fn of(entry: &AuditEntry) -> Self {
        Self {
            at: moment(entry.at),
            actor: entry.actor.name.clone(),
            address: entry.actor.address.map(|address| address.to_string()),
            action: entry.action.code(),
            changes: entry.changes.iter().map(ChangeRecord::of).collect(),
        }
    }
}

/// Whether such an entry stands for a new revision of the token.
pub(crate) const fn raises_revision(action: Action) -> bool {
    matches!(
        action,
        Action::Edited
            | Action::Disabled
            | Action::Enabled
            | Action::Revoked
            | Action::Deleted
            | Action::Restored
            | Action::Rotated
            | Action::BackupRestored
    )
}

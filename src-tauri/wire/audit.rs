//! The audit log.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{FieldChange, FileFormat};

/// Which entries; what is blank or none asks for all.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct AuditFilter {
    /// A day, `2027-01-31`, from its beginning.
    pub(crate) since: String,
    /// A day, to its end.
    pub(crate) until: String,
    /// A part of the name or address.
    pub(crate) who: String,
    pub(crate) kind: Option<ActionKind>,
    /// A token's number.
    pub(crate) token: Option<i64>,
}

/// A page of the log, newest first.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct AuditRequest {
    pub(crate) filter: AuditFilter,
    /// Only entries older than this one.
    pub(crate) before: Option<i64>,
}

#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct AuditPage {
    pub(crate) entries: Vec<AuditEntry>,
    /// Older ones are asked for with this number; null: there are none.
    pub(crate) next: Option<i64>,
    /// It was not searched to the end, and nothing is known of what is older: one look goes through so many entries
    /// of a long log, and no more.
    pub(crate) is_cut: bool,
}

#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct AuditEntry {
    /// From 1; none is left out.
    pub(crate) number: i64,
    pub(crate) at_ms: i64,
    /// `desk:anna`, `cli:root`, `api:ci`, `verifier`
    pub(crate) actor: String,
    /// The client's, over HTTP.
    pub(crate) address: Option<String>,
    pub(crate) action: Action,
    pub(crate) token: Option<i64>,
    /// The name of the token, scope, route or key.
    pub(crate) subject: String,
    pub(crate) changes: Vec<FieldChange>,
    /// Of this entry and all before it.
    pub(crate) hash: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum Action {
    Issued,
    Edited,
    Disabled,
    Enabled,
    Revoked,
    Deleted,
    Restored,
    Purged,
    KeyCopied,
    KeyRevealed,
    Rotated,
    OldKeyEnded,
    ScopeAdded,
    ScopeEdited,
    ScopeRetired,
    ScopeRemoved,
    ScopeReinstated,
    RouteAdded,
    RouteChanged,
    RouteRemoved,
    SettingsChanged,
    KeyringSlotAdded,
    PassphraseSet,
    RecoveryCodeSet,
    SlotRemoved,
    DataKeyChanged,
    DataKeyRotated,
    AdminKeyIssued,
    AdminKeyRevoked,
    BackupMade,
    /// As in a backup that was put back.
    BackupRestored,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum ActionKind {
    Token,
    Key,
    Scope,
    Route,
    Settings,
    Vault,
    AdminKey,
    Backup,
}

/// Look through the whole log.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct AuditCheck {
    /// A head that was noted earlier; blank: none.
    pub(crate) noted: String,
}

/// Whether the log is as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[ts(export)]
pub(crate) enum AuditVerdict {
    Intact {
        entries: i64,
        /// To be noted elsewhere.
        head: String,
        /// The number of the entry whose head was noted.
        noted: Option<i64>,
    },
    /// This entry, or the one before it, was changed.
    Altered {
        number: i64,
    },
    Missing {
        first: i64,
        last: i64,
    },
    /// Not written by the desk.
    Foreign {
        number: i64,
    },
    /// The noted head is not in the log: it was cut off or written anew.
    NotedHeadGone,
    /// What was typed is no head.
    NotAHead,
}

/// Asks where to, and saves the entries there, oldest first.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct AuditExport {
    pub(crate) filter: AuditFilter,
    pub(crate) format: FileFormat,
    /// The dialog's title.
    pub(crate) title: String,
}

//! The audit log.

use tokendesk_audit_export::ExportFormat;
use tokendesk_domain::{
    audit::{Action, ActionKind, LoggedEntry},
    audit_chain::{ChainFault, Intact},
    audit_query::AuditForm,
    change::FieldChange,
    token::TokenId,
};

use super::draft::alike;
use crate::wire;

alike!(ActionKind, wire::ActionKind, Token, Key, Scope, Route, Settings, Vault, AdminKey, Backup);
alike!(
    Action,
    wire::Action,
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
    BackupRestored
);

impl From<wire::AuditFilter> for AuditForm {
    fn from(filter: wire::AuditFilter) -> Self {
        Self {
            since: filter.since,
            until: filter.until,
            who: filter.who,
            actions: filter.kind.map(|kind| ActionKind::from(kind).actions()),
            token: filter.token.map(TokenId),
        }
    }
}

impl From<LoggedEntry> for wire::AuditEntry {
    fn from(LoggedEntry { number, entry, hash }: LoggedEntry) -> Self {
        Self {
            number,
            at_ms: entry.at.timestamp_millis(),
            actor: entry.actor.name,
            address: entry.actor.address.map(|address| address.to_string()),
            action: entry.action.into(),
            token: entry.token.map(|id| id.0),
            subject: entry.subject,
            changes: entry.changes.into_iter().map(Into::into).collect(),
            hash: hash.to_string(),
        }
    }
}

impl From<FieldChange> for wire::FieldChange {
    fn from(change: FieldChange) -> Self {
        Self { field: change.field.into(), before: change.before, after: change.after }
    }
}

impl From<Result<Intact, ChainFault>> for wire::AuditVerdict {
    fn from(found: Result<Intact, ChainFault>) -> Self {
        match found {
            Ok(Intact { entries, head, noted }) => {
                Self::Intact { entries: entries.cast_signed(), head: head.hash.to_string(), noted }
            }
            Err(ChainFault::Altered { number }) => Self::Altered { number },
            Err(ChainFault::Missing { first, last }) => Self::Missing { first, last },
            Err(ChainFault::Foreign { number }) => Self::Foreign { number },
            Err(ChainFault::NotedHeadGone) => Self::NotedHeadGone,
        }
    }
}

impl From<wire::FileFormat> for ExportFormat {
    fn from(format: wire::FileFormat) -> Self {
        match format {
            wire::FileFormat::Csv => Self::Csv,
            wire::FileFormat::JsonLines => Self::JsonLines,
        }
    }
}

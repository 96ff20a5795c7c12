//! Backups.

use tokendesk_domain::backup::BackupKind;
use tokendesk_issuer::{Affected, KeptBackup, PreparedRestore, RestorePreview};

use crate::wire;

impl From<BackupKind> for wire::BackupKind {
    fn from(kind: BackupKind) -> Self {
        match kind {
            BackupKind::Daily => Self::Daily,
            BackupKind::ByHand => Self::ByHand,
            BackupKind::BeforeRestore => Self::BeforeRestore,
        }
    }
}

impl From<KeptBackup> for wire::Backup {
    fn from(backup: KeptBackup) -> Self {
        Self {
            name: backup.name.to_string(),
            kind: backup.name.kind().into(),
            made_ms: backup.name.made().timestamp_millis(),
            size: backup.size,
        }
    }
}

impl From<Affected> for wire::Affected {
    fn from(affected: Affected) -> Self {
        Self {
            count: small(affected.count),
            first: affected.first.into_iter().map(|(_, name)| name).collect(),
        }
    }
}

/// What a checked backup holds, for the window.
pub(crate) fn backup_content(prepared: &PreparedRestore) -> wire::BackupContent {
    let content = prepared.content();
    wire::BackupContent {
        name: prepared.name().to_owned(),
        tokens: small(content.tokens),
        last_change_ms: content.last_change.map(|at| at.timestamp_millis()),
    }
}

/// What restoring a backup changes, for the window.
pub(crate) fn restore_plan(prepared: &PreparedRestore, preview: RestorePreview) -> wire::RestorePlan {
    wire::RestorePlan {
        content: backup_content(prepared),
        is_empty: preview.is_empty(),
        removed: preview.removed.into(),
        returned: preview.returned.into(),
        changed: preview.changed.into(),
        revived: preview.revived.into(),
        scopes: small(preview.scopes),
        routes: small(preview.routes),
        settings: small(preview.settings),
        admin_keys: small(preview.admin_keys),
        revived_admin_keys: preview.revived_admin_keys.into(),
        is_vault_changed: preview.is_vault_changed,
    }
}

fn small(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

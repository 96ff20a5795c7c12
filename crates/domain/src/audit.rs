//! The audit log: who did what, when, with what before and after.

use chrono::{DateTime, Utc};

use crate::{change::FieldChange, token::TokenId};

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// When.
    pub at: DateTime<Utc>,
    /// Who: `desk:anna`, `cli:root`, `api:ci`.
    pub actor: String,
    /// What.
    pub action: Action,
    /// To which token; none: to something else.
    pub token: Option<TokenId>,
    /// The name of the token or scope; outlives it.
    pub subject: String,
    /// Field by field.
    pub changes: Vec<FieldChange>,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// A token was issued.
    Issued,
    /// Its terms were edited.
    Edited,
    /// It was switched off.
    Disabled,
    /// It was switched on again.
    Enabled,
    /// It was refused for good.
    Revoked,
    /// It was put into the trash.
    Deleted,
    /// It was taken out of the trash.
    Restored,
    /// It was removed for good.
    Purged,
    /// Its key went to the clipboard.
    KeyCopied,
    /// Its key was shown.
    KeyRevealed,
    /// It got a new key; the old one may pass for a while.
    Rotated,
    /// An old key was ended before its time.
    OldKeyEnded,
    /// A scope came into the catalogue.
    ScopeAdded,
    /// A scope's heading or description changed.
    ScopeEdited,
    /// A scope is not offered any more.
    ScopeRetired,
    /// A scope that nobody held is gone.
    ScopeRemoved,
    /// A retired scope is offered again.
    ScopeReinstated,
    /// Requests of a kind need something now.
    RouteAdded,
    /// They need something else now.
    RouteChanged,
    /// They have no route any more.
    RouteRemoved,
    /// The console's settings changed.
    SettingsChanged,
    /// The keyring holds the master key now.
    KeyringSlotAdded,
    /// A passphrase opens the vault now.
    PassphraseSet,
    /// A recovery code opens the vault now.
    RecoveryCodeSet,
    /// A way to open the vault is gone; the subject says which.
    SlotRemoved,
    /// The vault has a new data key; the sealed keys follow.
    DataKeyChanged,
    /// No sealed key needs an old data key any more.
    DataKeyRotated,
    /// A script got a key to administer tokens with.
    AdminKeyIssued,
    /// Such a key was refused for good.
    AdminKeyRevoked,
    /// The data file was copied whole; the subject is the copy's name.
    BackupMade,
    /// A copy was put back; the subject is its name. Of a token: it is as in the copy, or gone if it was not there.
    BackupRestored,
}

impl Action {
    /// All actions.
    pub const ALL: [Self; 31] = [
        Self::Issued,
        Self::Edited,
        Self::Disabled,
        Self::Enabled,
        Self::Revoked,
        Self::Deleted,
        Self::Restored,
        Self::Purged,
        Self::KeyCopied,
        Self::KeyRevealed,
        Self::Rotated,
        Self::OldKeyEnded,
        Self::ScopeAdded,
        Self::ScopeEdited,
        Self::ScopeRetired,
        Self::ScopeRemoved,
        Self::ScopeReinstated,
        Self::RouteAdded,
        Self::RouteChanged,
        Self::RouteRemoved,
        Self::SettingsChanged,
        Self::KeyringSlotAdded,
        Self::PassphraseSet,
        Self::RecoveryCodeSet,
        Self::SlotRemoved,
        Self::DataKeyChanged,
        Self::DataKeyRotated,
        Self::AdminKeyIssued,
        Self::AdminKeyRevoked,
        Self::BackupMade,
        Self::BackupRestored,
    ];

    /// The word that files and scripts use.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::Edited => "edited",
            Self::Disabled => "disabled",
            Self::Enabled => "enabled",
            Self::Revoked => "revoked",
            Self::Deleted => "deleted",
            Self::Restored => "restored",
            Self::Purged => "purged",
            Self::KeyCopied => "key_copied",
            Self::KeyRevealed => "key_revealed",
            Self::Rotated => "rotated",
            Self::OldKeyEnded => "old_key_ended",
            Self::ScopeAdded => "scope_added",
            Self::ScopeEdited => "scope_edited",
            Self::ScopeRetired => "scope_retired",
            Self::ScopeRemoved => "scope_removed",
            Self::ScopeReinstated => "scope_reinstated",
            Self::RouteAdded => "route_added",
            Self::RouteChanged => "route_changed",
            Self::RouteRemoved => "route_removed",
            Self::SettingsChanged => "settings_changed",
            Self::KeyringSlotAdded => "keyring_slot_added",
            Self::PassphraseSet => "passphrase_set",
            Self::RecoveryCodeSet => "recovery_code_set",
            Self::SlotRemoved => "slot_removed",
            Self::DataKeyChanged => "data_key_changed",
            Self::DataKeyRotated => "data_key_rotated",
            Self::AdminKeyIssued => "admin_key_issued",
            Self::AdminKeyRevoked => "admin_key_revoked",
            Self::BackupMade => "backup_made",
            Self::BackupRestored => "backup_restored",
        }
    }

    /// The action of that word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.code() == code)
    }
}

//! The audit log: who did what, when, with what before and after.

use core::fmt;
use std::net::IpAddr;

use chrono::{DateTime, Utc};

use crate::{audit_chain::EntryHash, change::FieldChange, token::TokenId};

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// When.
    pub at: DateTime<Utc>,
    /// Who, and from where.
    pub actor: Actor,
    /// What.
    pub action: Action,
    /// To which token; none: to something else.
    pub token: Option<TokenId>,
    /// The name of the token or scope; outlives it.
    pub subject: String,
    /// Field by field.
    pub changes: Vec<FieldChange>,
}

/// An entry as it stands in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedEntry {
    /// Its number: the first is 1, and none is left out.
    pub number: i64,
    /// What it tells.
    pub entry: AuditEntry,
    /// The hash of it and all before it.
    pub hash: EntryHash,
}

/// Who did something. Where they sat is the first part of the name: at the desk, at a shell, or at a script that
/// came over HTTP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// `desk:anna`, `cli:root`, `api:ci`, or `verifier`.
    pub name: String,
    /// The client's address, over HTTP.
    pub address: Option<IpAddr>,
}

impl From<&str> for Actor {
    /// Somebody on this machine.
    fn from(name: &str) -> Self {
        Self { name: name.to_owned(), address: None }
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        self.address.map_or(Ok(()), |address| write!(f, " ({address})"))
    }
}

/// What an action is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionKind {
    /// A token's life and terms.
    Token,
    /// A token's key: who had it before the eyes, and when it was changed.
    Key,
    /// The scope catalogue.
    Scope,
    /// The routes.
    Route,
    /// The console's settings.
    Settings,
    /// The vault and the ways to open it.
    Vault,
    /// Keys of scripts.
    AdminKey,
    /// Copies of the data file, and what was put back from them.
    Backup,
}

impl ActionKind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Token,
        Self::Key,
        Self::Scope,
        Self::Route,
        Self::Settings,
        Self::Vault,
        Self::AdminKey,
        Self::Backup,
    ];

    /// The word that scripts use; none of an action.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Key => "key",
            Self::Scope => "scope",
            Self::Route => "route",
            Self::Settings => "settings",
            Self::Vault => "vault",
            Self::AdminKey => "admin_key",
            Self::Backup => "backup",
        }
    }

    /// The actions of this kind.
    pub fn actions(self) -> Vec<Action> {
        Action::ALL.into_iter().filter(|action| action.kind() == self).collect()
    }
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
    /// What it is about.
    pub const fn kind(self) -> ActionKind {
        match self {
            Self::Issued
            | Self::Edited
            | Self::Disabled
            | Self::Enabled
            | Self::Revoked
            | Self::Deleted
            | Self::Restored
            | Self::Purged => ActionKind::Token,
            Self::KeyCopied | Self::KeyRevealed | Self::Rotated | Self::OldKeyEnded => ActionKind::Key,
            Self::ScopeAdded
            | Self::ScopeEdited
            | Self::ScopeRetired
            | Self::ScopeRemoved
            | Self::ScopeReinstated => ActionKind::Scope,
            Self::RouteAdded | Self::RouteChanged | Self::RouteRemoved => ActionKind::Route,
            Self::SettingsChanged => ActionKind::Settings,
            Self::KeyringSlotAdded
            | Self::PassphraseSet
            | Self::RecoveryCodeSet
            | Self::SlotRemoved
            | Self::DataKeyChanged
            | Self::DataKeyRotated => ActionKind::Vault,
            Self::AdminKeyIssued | Self::AdminKeyRevoked => ActionKind::AdminKey,
            Self::BackupMade | Self::BackupRestored => ActionKind::Backup,
        }
    }

    /// The actions that a word asks for: that of one, or that of a kind.
    pub fn asked_by(word: &str) -> Option<Vec<Self>> {
        if let Some(action) = Self::from_code(word) {
            return Some(vec![action]);
        }
        ActionKind::ALL.into_iter().find(|kind| kind.code() == word).map(ActionKind::actions)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_asks_for_one_action_or_for_a_kind_of_them() {
        for action in Action::ALL {
            assert_eq!(Action::asked_by(action.code()), Some(vec![action]));
        }
        for kind in ActionKind::ALL {
            let actions = Action::asked_by(kind.code()).unwrap();
            assert!(!actions.is_empty() && actions.iter().all(|action| action.kind() == kind), "{kind:?}");
        }
        assert_eq!(Action::asked_by("nothing"), None);
    }
}

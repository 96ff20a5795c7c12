//! The desk's errors as a shell says them.

use tokendesk_issuer::{DeskError, Details, StoreError, VaultProblem};

use super::{Failure, Refusal};
use crate::record;

impl From<DeskError> for Failure {
    fn from(error: DeskError) -> Self {
        let sentence = sentence(&error);
        match error {
            DeskError::Invalid(errors) => Self::Input(errors.iter().map(Refusal::from).collect()),
            DeskError::Conflict(current) => conflict(&current, None).into(),
            DeskError::NotFound => Refusal::new("not_found", sentence).into(),
            DeskError::NotEditable => Refusal::at("id", "not_editable", sentence).into(),
            DeskError::KeyNotKept => Refusal::at("id", "key_not_kept", sentence).into(),
            DeskError::KeyDamaged(_) => Self::Fault(Refusal::new("key_damaged", sentence)),
            DeskError::UndoExpired => Self::Fault(Refusal::new("undo_expired", sentence)),
            DeskError::Vault(VaultProblem::WrongPassphrase) => {
                Refusal::at("passphrase", "wrong_passphrase", sentence).into()
            }
            DeskError::Vault(VaultProblem::Locked(_)) => Self::Fault(Refusal::new("vault_locked", sentence)),
            DeskError::Vault(VaultProblem::NeedsPassphrase(_)) => {
                Self::Fault(Refusal::new("vault_needs_passphrase", sentence))
            }
            DeskError::Store(error) => Self::Fault(Refusal::new(store_code(&error), sentence)),
        }
    }
}

const fn store_code(error: &StoreError) -> &'static str {
    match error {
        StoreError::Busy => "store_busy",
        StoreError::Full => "store_full",
        StoreError::ReadOnly => "store_read_only",
        StoreError::Unreadable { .. } => "store_unreadable",
        StoreError::Newer { .. } => "store_newer",
        StoreError::Corrupt { .. } => "store_corrupt",
        StoreError::Sqlite(_) => "internal",
    }
}

/// The token is not what the edit was based on: what was done to it meanwhile, as far as the history knows.
pub(crate) fn conflict(current: &Details, based_on: Option<i64>) -> Refusal {
    let token = &current.token;
    let changes = based_on.and_then(|revision| usize::try_from(token.revision - revision).ok()).unwrap_or(1);
    let meanwhile: Vec<String> = current
        .history
        .iter()
        .filter(|entry| record::raises_revision(entry.action))
        .take(changes)
        .map(|entry| format!("{} by {} at {}", entry.action.code(), entry.actor, record::moment(entry.at)))
        .collect();
    let was = based_on.map(|revision| format!(", not {revision}")).unwrap_or_default();
    Refusal::at(
        "revision",
        "conflict",
        format!(
            "Token {} was changed meanwhile and is at revision {}{was} ({}). Nothing was changed; look at it again.",
            token.id.0,
            token.revision,
            meanwhile.join("; ")
        ),
    )
}

/// The desk's own words as a sentence.
fn sentence(error: &DeskError) -> String {
    let text = error.to_string();
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

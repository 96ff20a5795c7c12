//! The desk's errors as a shell says them.

use tokendesk_issuer::{BackupError, Desk, DeskError, Details, StoreError, VaultProblem};

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
            DeskError::TooManyOldKeys => Refusal::at("grace", "too_many_old_keys", sentence).into(),
            DeskError::NoSuchKey(_) => Refusal::at("generation", "not_found", sentence).into(),
            DeskError::KeyNotKept => Refusal::at("id", "key_not_kept", sentence).into(),
            DeskError::KeyDamaged(_) => Self::Fault(Refusal::new("key_damaged", sentence)),
            DeskError::UndoExpired => Self::Fault(Refusal::new("undo_expired", sentence)),
            DeskError::RangeGone => Self::Fault(Refusal::new("range_gone", sentence)),
            DeskError::Backup(error) => backup(&error, sentence),
            DeskError::Vault(problem) => vault(&problem, &sentence),
            DeskError::Store(error) => Self::Fault(Refusal::new(store_code(&error), sentence)),
        }
    }
}

fn backup(error: &BackupError, sentence: String) -> Failure {
    let bad_file = |code| Refusal::at("file", code, sentence.clone()).into();
    let fault = |code| Failure::Fault(Refusal::new(code, sentence.clone()));
    match error {
        BackupError::Exists(_) => Refusal::at("to", "exists", sentence).into(),
        BackupError::NotThere(_) => bad_file("backup_unreadable"),
        BackupError::NotOurs => bad_file("not_a_backup"),
        BackupError::Damaged(_) => bad_file("backup_damaged"),
        BackupError::Newer { .. } => bad_file("backup_newer"),
        BackupError::Foreign => bad_file("backup_foreign"),
        BackupError::NoRoom => fault("backup_no_room"),
        BackupError::Unwritable(_) => fault("backup_unwritable"),
        BackupError::Cancelled => fault("cancelled"),
        BackupError::Store(error) => fault(store_code(error)),
    }
}

fn vault(problem: &VaultProblem, sentence: &str) -> Failure {
    let typed = |code| Refusal::at("passphrase", code, sentence).into();
    let refused = |code| Refusal::new(code, sentence).into();
    let fault = |code| Failure::Fault(Refusal::new(code, sentence));
    match problem {
        VaultProblem::WrongPassphrase => typed("wrong_passphrase"),
        VaultProblem::WrongRecoveryCode => typed("wrong_recovery_code"),
        VaultProblem::MistypedRecoveryCode => typed("mistyped_recovery_code"),
        VaultProblem::Locked(_) => fault("vault_locked"),
        VaultProblem::NeedsPassphrase(_) => fault("vault_needs_passphrase"),
        VaultProblem::Keyring(problem) => fault(problem.code()),
        VaultProblem::WrongGroups => refused("wrong_groups"),
        VaultProblem::NoRecoveryDraft => refused("no_recovery_draft"),
        VaultProblem::NoSuchSlot => refused("not_found"),
        VaultProblem::LastSlot => refused("last_slot"),
        VaultProblem::SecretsNeeded(_) => refused("secrets_needed"),
        VaultProblem::ForeignSlot(_) => fault("foreign_slot"),
    }
}

impl Failure {
    /// With the place of the damage, where the data file is damaged.
    pub(crate) fn located(self, desk: &Desk) -> Self {
        match self {
            Self::Fault(refusal) if refusal.code == DAMAGED => {
                desk.explain(StoreError::Damaged { at: None }.into()).into()
            }
            other => other,
        }
    }
}

const DAMAGED: &str = "store_damaged";

const fn store_code(error: &StoreError) -> &'static str {
    match error {
        StoreError::Busy => "store_busy",
        StoreError::Full => "store_full",
        StoreError::ReadOnly => "store_read_only",
        StoreError::Unreadable { .. } | StoreError::Foreign => "store_unreadable",
        StoreError::Newer { .. } => "store_newer",
        StoreError::Moved => "store_moved",
        StoreError::ForeignLog => "store_foreign_log",
        StoreError::Damaged { .. } => DAMAGED,
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

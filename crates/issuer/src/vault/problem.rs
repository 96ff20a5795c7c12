//! Why the vault refuses.

use tokendesk_domain::field_error::{Field, FieldError, Problem};
use tokendesk_store_sqlite::StoreError;
use tokendesk_vault::{
    KeyringProblem, NotUnlocked, PassphraseError, RemovalError, RotationError, SlotKind, UnlockError,
    VaultStatus,
};

use crate::DeskError;

/// Why the vault can't do now what was asked.
#[derive(Debug, thiserror::Error)]
pub enum VaultProblem {
    /// Sealed keys exist, but the vault is locked.
    #[error("the vault is locked; unlock it with its keyring, passphrase or recovery code")]
    Locked(VaultStatus),
    /// There is no keyring here, and no passphrase was set yet.
    #[error("there is no keyring here: set a passphrase for copyable keys, or issue the token as show-once")]
    NeedsPassphrase(VaultStatus),
    /// The passphrase does not open this vault.
    #[error("the passphrase is wrong")]
    WrongPassphrase,
    /// A recovery code without a slip, but not this vault's.
    #[error("this recovery code is not the one of this vault: it belongs to another one, or was replaced")]
    WrongRecoveryCode,
    /// A recovery code with a slip in it.
    #[error("the recovery code has a slip in it: compare it with the paper, group by group")]
    MistypedRecoveryCode,
    /// What was typed back is not what the new recovery code says; it does not count yet.
    #[error("these are not the groups of the recovery code; it does not open the vault yet")]
    WrongGroups,
    /// There is no new recovery code to be confirmed: the vault was locked meanwhile, or another was drawn.
    #[error("there is no new recovery code to be confirmed; ask for a new one")]
    NoRecoveryDraft,
    /// The keyring does not take the key.
    #[error("{0}")]
    Keyring(KeyringProblem),
    /// There is no such way to open the vault any more.
    #[error("there is no such way to open the vault")]
    NoSuchSlot,
    /// Without it the sealed keys might never open again.
    #[error("this is the last way that surely opens the vault: add another one first")]
    LastSlot,
    /// Slots of an older version, which only their own secrets can write again.
    #[error("these ways to open the vault are of an older version: {}; set them anew or remove them first",
        kinds(.0))]
    SecretsNeeded(Vec<SlotKind>),
    /// A slot that nobody made who could open the vault.
    #[error(
        "a way to open the vault (slot {0}) was put into the data file by somebody who could not open it: \
        remove it first"
    )]
    ForeignSlot(String),
}

fn kinds(kinds: &[SlotKind]) -> String {
    kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", ")
}

/// What a locked or unset vault means for the admin.
pub(crate) fn refused(NotUnlocked(status): NotUnlocked) -> DeskError {
    match status {
        VaultStatus::Locked { .. } => VaultProblem::Locked(status).into(),
        status => VaultProblem::NeedsPassphrase(status).into(),
    }
}

pub(super) fn unlock_refused(error: UnlockError, status: VaultStatus) -> DeskError {
    match error {
        UnlockError::WrongPassphrase => VaultProblem::WrongPassphrase.into(),
        UnlockError::WrongRecoveryCode => VaultProblem::WrongRecoveryCode.into(),
        UnlockError::MistypedRecoveryCode => VaultProblem::MistypedRecoveryCode.into(),
        UnlockError::NoPassphrase => refused(NotUnlocked(status)),
        UnlockError::Kdf(error) => internal(&error),
    }
}

pub(super) fn removal_refused(error: RemovalError) -> DeskError {
    match error {
        RemovalError::NotUnlocked(error) => refused(error),
        RemovalError::NoSuchSlot => VaultProblem::NoSuchSlot.into(),
        RemovalError::LastSlot => VaultProblem::LastSlot.into(),
    }
}

/// `kind_of`: the kind of a slot that the error names.
pub(super) fn rotation_refused(
    error: RotationError,
    kind_of: impl Fn(tokendesk_vault::SlotId) -> Option<SlotKind>,
) -> DeskError {
    match error {
        RotationError::NotUnlocked(error) => refused(error),
        RotationError::SecretsNeeded(slots) => {
            VaultProblem::SecretsNeeded(slots.into_iter().filter_map(kind_of).collect()).into()
        }
        RotationError::ForeignSlot(slot) => VaultProblem::ForeignSlot(slot.to_string()).into(),
        RotationError::DamagedKey(id) => DeskError::Store(StoreError::Corrupt {
            table: "retired_data_keys",
            column: "sealed",
            row: id.get().into(),
        }),
    }
}

pub(super) fn passphrase_refused(error: PassphraseError) -> DeskError {
    invalid(match error {
        PassphraseError::TooShort { length, min } => Problem::TooShort { length, min },
        PassphraseError::TooLong { length, max } => Problem::TooLong { length, max },
    })
}

pub(super) fn invalid(problem: Problem) -> DeskError {
    DeskError::Invalid(vec![FieldError::new(Field::Passphrase, problem)])
}

/// A password hash fails only for want of memory.
pub(super) fn internal(error: &dyn std::error::Error) -> DeskError {
    DeskError::Store(StoreError::Unreadable { detail: error.to_string() })
}

//! The desk: one data file, its vault, and who works at it.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, Utc};
use rand::{rand_core::UnwrapErr, rngs::SysRng};
use tokendesk_domain::{
    audit::{Action, AuditEntry},
    change::FieldChange,
    settings::Language,
    starter_scopes::{StarterLanguage, starter_scopes},
    token::TokenId,
};
use tokendesk_store_sqlite::{Birth, Store, Write};
use tokendesk_vault::{Keyring, VaultId};

use crate::{Clock, DeskError, life::UndoLog, list::Snapshot, vault::VaultSeat};

/// The operating system's generator. It fails only where the system itself is broken; then nothing may be issued.
pub(crate) type Rng = UnwrapErr<SysRng>;

/// All use cases are methods of this; each may be called from any thread.
///
/// Whatever may be slow (the keyring, a password hash) runs without holding the store or the vault.
pub struct Desk {
    store: Store,
    pub(crate) seat: Mutex<VaultSeat>,
    pub(crate) keyring: Arc<dyn Keyring>,
    pub(crate) snapshot: Mutex<Option<Snapshot>>,
    pub(crate) undo: Mutex<UndoLog>,
    clock: Clock,
    actor: String,
}

/// What a desk is opened with.
pub struct DeskOptions {
    /// The data file; created where it is missing.
    pub file: PathBuf,
    /// Who works: `desk:anna`, `cli:root`.
    pub actor: String,
    /// Where the master key may be kept.
    pub keyring: Arc<dyn Keyring>,
    /// Tells the time.
    pub clock: Clock,
    /// The language of a new file's first scopes.
    pub language: Language,
}

impl Desk {
    /// Opens the data file. The vault is not asked yet: see [`Desk::open_vault`].
    pub fn open(options: DeskOptions) -> Result<Self, DeskError> {
        let birth = Birth {
            vault_id: VaultId::random(&mut Self::rng()).to_bytes(),
            scopes: starter_scopes(match options.language {
                Language::Korean => StarterLanguage::Korean,
                Language::Chinese => StarterLanguage::Chinese,
                Language::English | Language::System => StarterLanguage::English,
            }),
        };
        let store = Store::open(&options.file, &birth)?;
        let seat = VaultSeat::of(&store)?;
        let desk = Self {
            store,
            seat: Mutex::new(seat),
            keyring: options.keyring,
            snapshot: Mutex::default(),
            undo: Mutex::default(),
            clock: options.clock,
            actor: options.actor,
        };
        desk.empty_trash()?;
        Ok(desk)
    }

    /// What time it is at this desk.
    pub fn now(&self) -> DateTime<Utc> {
        (self.clock)()
    }

    pub(crate) const fn rng() -> Rng {
        UnwrapErr(SysRng)
    }

    pub(crate) fn actor(&self) -> &str {
        &self.actor
    }

    pub(crate) const fn store(&self) -> &Store {
        &self.store
    }

    pub(crate) fn record(
        &self,
        write: &Write<'_>,
        now: DateTime<Utc>,
        action: Action,
        (token, subject): (Option<TokenId>, &str),
        changes: Vec<FieldChange>,
    ) -> Result<(), DeskError> {
        let (actor, subject) = (self.actor.clone(), subject.to_owned());
        Ok(write.record(&AuditEntry { at: now, actor, action, token, subject, changes })?)
    }
}

pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

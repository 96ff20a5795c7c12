//! The desk: one data file, its vault, and who works at it.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, Utc};
use rand::{rand_core::UnwrapErr, rngs::SysRng};
use tokendesk_domain::{
    audit::{Action, Actor, AuditEntry},
    change::FieldChange,
    settings::Language,
    starter_scopes::{StarterLanguage, starter_scopes},
    token::TokenId,
};
use tokendesk_store_sqlite::{Birth, Store, Write};
use tokendesk_vault::{Keyring, VaultId};

use crate::{
    Clock, DeskError, issue_rules::IssueRules, life::UndoLog, list::ListKeeper, posture::PostureKeeper,
    vault::VaultSeat,
};

/// The operating system's generator. It fails only where the system itself is broken; then nothing may be issued.
pub(crate) type Rng = UnwrapErr<SysRng>;

/// All use cases are methods of this; each may be called from any thread.
///
/// Whatever may be slow (the keyring, a password hash) runs without holding the store or the vault.
pub struct Desk {
    store: Arc<Store>,
    pub(crate) seat: Arc<Mutex<VaultSeat>>,
    pub(crate) keyring: Arc<dyn Keyring>,
    pub(crate) lists: Arc<ListKeeper>,
    pub(crate) posture: Arc<PostureKeeper>,
    pub(crate) issue_rules: Arc<Mutex<Option<Arc<IssueRules>>>>,
    pub(crate) undo: Arc<Mutex<UndoLog>>,
    clock: Arc<Clock>,
    actor: Actor,
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
            store: Arc::new(store),
            seat: Arc::new(Mutex::new(seat)),
            keyring: options.keyring,
            lists: Arc::default(),
            posture: Arc::default(),
            issue_rules: Arc::default(),
            undo: Arc::default(),
            clock: Arc::new(options.clock),
            actor: Actor::from(&*options.actor),
        };
        // What waits for its end in the trash keeps nobody from looking at a file that can't be written now.
        if let Err(error) = desk.empty_trash() {
            tracing::warn!(%error, "the trash could not be emptied");
        }
        Ok(desk)
    }

    /// The same desk for somebody else: what is done at it is written down as that actor's.
    #[must_use]
    pub fn acting_as(&self, actor: Actor) -> Self {
        Self {
            store: Arc::clone(&self.store),
            seat: Arc::clone(&self.seat),
            keyring: Arc::clone(&self.keyring),
            lists: Arc::clone(&self.lists),
            posture: Arc::clone(&self.posture),
            issue_rules: Arc::clone(&self.issue_rules),
            undo: Arc::clone(&self.undo),
            clock: Arc::clone(&self.clock),
            actor,
        }
    }

    /// Makes the data file whole without its log, for an end of the program that closes nothing.
    pub fn checkpoint(&self) -> Result<(), DeskError> {
        Ok(self.store.checkpoint()?)
    }

    /// The same error, with the place of the damage where the data file is damaged. Slow then: reads the file.
    pub fn explain(&self, error: DeskError) -> DeskError {
        match error {
            DeskError::Store(error) => self.store.locate(error).into(),
            other => other,
        }
    }

    /// Looks through the whole data file; refuses one that is damaged anywhere. Slow: reads all of it.
    pub fn check_whole(&self) -> Result<(), DeskError> {
        Ok(self.store.check_whole()?)
    }

    /// What time it is at this desk.
    pub fn now(&self) -> DateTime<Utc> {
        (self.clock)()
    }

    pub(crate) const fn rng() -> Rng {
        UnwrapErr(SysRng)
    }

    pub(crate) const fn actor(&self) -> &Actor {
        &self.actor
    }

    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    /// The store, for a thread of the desk's.
    pub(crate) const fn shared_store(&self) -> &Arc<Store> {
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

//! What all commands share: the desk, the fresh keys, the clipboard.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError, atomic::AtomicBool},
};

use tokendesk_domain::settings::Language;
use tokendesk_issuer::{
    Desk, DeskError, DeskOptions, PreparedRestore, data_file, system_clock, system_language, user_name,
};
use tokendesk_vault::OsKeyring;

use crate::{
    clipboard::ClipboardKeeper,
    closing::Closing,
    enforcer::Enforcer,
    fresh_keys::{FreshAdminKey, FreshKeys},
    imported_keys::ImportedKeys,
    running_change::ChangeSlot,
    token_file::TokenFile,
    vault_guard::Activity,
    wire::Fault,
};

/// The console's place at the desk.
pub(crate) struct Seat {
    /// The folder that the data file lies in.
    pub(crate) data: PathBuf,
    pub(crate) fresh: FreshKeys,
    pub(crate) fresh_admin_key: FreshAdminKey,
    pub(crate) imported_keys: ImportedKeys,
    pub(crate) clipboard: ClipboardKeeper,
    pub(crate) closing: Closing,
    pub(crate) change: Arc<ChangeSlot>,
    /// A check or an export of the audit log.
    pub(crate) audit: Arc<ChangeSlot>,
    /// A backup that is being made.
    pub(crate) backup: Arc<ChangeSlot>,
    /// Why the daily backup could not be made, if that was so the last time.
    pub(crate) daily_backup_fault: Mutex<Option<Fault>>,
    /// The backup that was looked at, to be put back.
    pub(crate) prepared_restore: Mutex<Option<PreparedRestore>>,
    /// The rotation of the data key.
    pub(crate) rotation: Arc<ChangeSlot>,
    pub(crate) activity: Activity,
    pub(crate) enforcer: Enforcer,
    /// The web view's process died, and the page that comes back has not been told yet.
    pub(crate) page_was_lost: AtomicBool,
    /// The file of tokens whose dialog is open.
    pub(crate) token_file: Mutex<Option<Arc<TokenFile>>>,
    desk: Mutex<Option<Arc<Desk>>>,
}

impl Seat {
    pub(crate) fn new(data: PathBuf, clipboard: ClipboardKeeper, enforcer: Enforcer) -> Self {
        Self {
            data,
            fresh: FreshKeys::default(),
            fresh_admin_key: FreshAdminKey::default(),
            imported_keys: ImportedKeys::default(),
            clipboard,
            closing: Closing::default(),
            change: Arc::default(),
            audit: Arc::default(),
            backup: Arc::default(),
            daily_backup_fault: Mutex::default(),
            prepared_restore: Mutex::default(),
            rotation: Arc::default(),
            activity: Activity::default(),
            enforcer,
            page_was_lost: AtomicBool::new(false),
            token_file: Mutex::default(),
            desk: Mutex::default(),
        }
    }

    /// The desk; opened when it is first asked for, and again after it could not be.
    pub(crate) fn desk(&self) -> Result<Arc<Desk>, DeskError> {
        let mut desk = self.desk.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(desk) = &*desk {
            return Ok(Arc::clone(desk));
        }
        let language = system_language();
        debug_assert_ne!(language, Language::System);
        let opened = Desk::open(DeskOptions {
            file: data_file(&self.data),
            actor: format!("desk:{}", user_name()),
            keyring: Arc::new(OsKeyring::new()),
            clock: system_clock(),
            language,
        })?;
        opened.build_list_index();
        Ok(Arc::clone(desk.insert(Arc::new(opened))))
    }

    /// Whether this is the desk that commands are done at: not any more when the data file was replaced.
    pub(crate) fn is_at(&self, desk: &Arc<Desk>) -> bool {
        let current = self.desk.lock().unwrap_or_else(PoisonError::into_inner);
        current.as_ref().is_some_and(|current| Arc::ptr_eq(current, desk))
    }

    /// Puts another file in the data file's place: whoever asks for the desk waits until it is done, and gets a new one.
    pub(crate) fn with_new_file<T>(&self, put: impl FnOnce() -> T) -> T {
        let mut desk = self.desk.lock().unwrap_or_else(PoisonError::into_inner);
        let former = desk.take();
        let done = put();
        // Only now: a file that is closed in its place takes the log with it that lies there, which may be the new one's.
        drop(former);
        done
    }

    /// The data file is whole without its log after this; called when the program ends.
    pub(crate) fn leave_whole(&self) {
        // It stays here: whoever asks for one now would open the file again.
        let desk = self.desk.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Err(error)) = desk.as_ref().map(|desk| desk.checkpoint()) {
            tracing::warn!(%error, "the log of the data file stays beside it");
        }
    }

    /// Does work at the desk on a thread that may block.
    pub(crate) async fn at_desk<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self, &Desk) -> Result<T, DeskError> + Send + 'static,
    ) -> Result<T, Fault> {
        self.beside_the_desk(move |seat| {
            let desk = seat.desk()?;
            work(seat, &desk).map_err(|error| desk.explain(error))
        })
        .await
    }

    /// Does work on a thread that may block, whether the data file can be used or not.
    pub(crate) async fn beside_the_desk<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> Result<T, DeskError> + Send + 'static,
    ) -> Result<T, Fault> {
        let seat = Arc::clone(self);
        let done = tauri::async_runtime::spawn_blocking(move || work(&seat)).await;
        match done {
            Ok(result) => result.map_err(Fault::from),
            Err(panic) => {
                tracing::error!(%panic, "a command panicked");
                Err(Fault::Internal { detail: "see the log".to_owned() })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_takes_the_place_of_a_damaged_one_gets_a_desk_of_its_own_and_keeps_its_log() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path();
        let seat =
            Seat::new(data.to_owned(), ClipboardKeeper::start(|_| ()), Enforcer::new(data.to_owned(), || ()));
        let former = seat.desk().unwrap();
        assert!(seat.is_at(&former));
        let backup = former.back_up(|_, _| true).unwrap();
        let prepared = PreparedRestore::of(&backup.path, &data_file(data), |_, _| true).unwrap();
        seat.with_new_file(|| prepared.put_in_place(&data_file(data), "desk:test", system_clock()()))
            .unwrap();
        assert!(!seat.is_at(&former));
        let desk = seat.desk().unwrap();
        assert!(seat.is_at(&desk));
        desk.save_daily_backups(false).unwrap();
        // Whoever held the former one lets go of it in the end.
        drop(former);
        assert!(!desk.daily_backups().unwrap());
        desk.save_daily_backups(true).unwrap();
    }
}

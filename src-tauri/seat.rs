//! What all commands share: the desk, the fresh keys, the clipboard.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use tokendesk_domain::settings::Language;
use tokendesk_issuer::{Desk, DeskError, DeskOptions, data_file, system_clock, system_language, user_name};
use tokendesk_vault::OsKeyring;

use crate::{clipboard::ClipboardKeeper, fresh_keys::FreshKeys, wire::Fault};

/// The console's place at the desk.
pub(crate) struct Seat {
    /// The folder that the data file lies in.
    pub(crate) data: PathBuf,
    pub(crate) fresh: FreshKeys,
    pub(crate) clipboard: ClipboardKeeper,
    desk: Mutex<Option<Arc<Desk>>>,
}

impl Seat {
    pub(crate) fn new(data: PathBuf, clipboard: ClipboardKeeper) -> Self {
        Self { data, fresh: FreshKeys::default(), clipboard, desk: Mutex::default() }
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
        Ok(Arc::clone(desk.insert(Arc::new(opened))))
    }

    /// Does work at the desk on a thread that may block.
    pub(crate) async fn at_desk<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self, &Desk) -> Result<T, DeskError> + Send + 'static,
    ) -> Result<T, Fault> {
        let seat = Arc::clone(self);
        let done = tauri::async_runtime::spawn_blocking(move || work(&seat, &*seat.desk()?)).await;
        match done {
            Ok(result) => result.map_err(Fault::from),
            Err(panic) => {
                tracing::error!(%panic, "a command panicked");
                Err(Fault::Internal { detail: "see the log".to_owned() })
            }
        }
    }
}

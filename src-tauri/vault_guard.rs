//! Locks the vault when nobody is there: after idle minutes, before the machine sleeps, with the screen.
//!
//! The window tells of input (`note_activity`); whether it was long enough ago is decided here.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use tauri::{AppHandle, Manager};
use tokendesk_domain::settings::AutoLock;
use tokendesk_issuer::Desk;
use tokendesk_session_lock::{Buses, SessionEvent};
use tokendesk_vault::{LockCause, VaultStatus};

use crate::{seat::Seat, watch};

/// When somebody touched the window last.
pub(crate) struct Activity(Mutex<Instant>);

impl Activity {
    pub(crate) fn note(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    fn idle(&self) -> Duration {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).elapsed()
    }
}

impl Default for Activity {
    fn default() -> Self {
        Self(Mutex::new(Instant::now()))
    }
}

/// Starts watching over the vault.
pub(crate) fn start(app: &AppHandle) {
    let guarded = app.clone();
    let listener = move |event| {
        let cause = match event {
            SessionEvent::Sleep => LockCause::Suspend,
            SessionEvent::ScreenLocked => LockCause::ScreenLock,
        };
        let seat = guarded.state::<Arc<Seat>>();
        // Also where the keyring is just being asked: its answer must not open the vault behind a locked screen.
        if let Ok(desk) = seat.desk() {
            lock(&guarded, &seat, &desk, cause);
        }
    };
    tokendesk_session_lock::listen(Buses::default(), &(Arc::new(listener) as _));
}

/// Locks, and forgets the new keys that can be opened again. A key that is shown once has no other place: it stays
/// until its dialog is closed.
pub(crate) fn lock(app: &AppHandle, seat: &Seat, desk: &Desk, cause: LockCause) {
    tracing::info!(?cause, "the vault is locked");
    desk.lock_vault(cause);
    seat.fresh.forget_kept();
    seat.imported_keys.forget_kept();
    watch::emit_vault(app, desk);
    watch::emit_unsaved(app, seat);
}

/// Asked again and again by the watch, with the setting that it saw last. What is locked already keeps its reason.
pub(crate) fn lock_if_idle(app: &AppHandle, seat: &Seat, desk: &Desk, setting: AutoLock) {
    if setting.is_due(seat.activity.idle()) && matches!(desk.vault_status(), VaultStatus::Unlocked { .. }) {
        lock(app, seat, desk, LockCause::Idle);
    }
}

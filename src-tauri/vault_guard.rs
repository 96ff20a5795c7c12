//! Locks the vault when nobody is there: after idle minutes, before the machine sleeps, with the screen.
//!
//! The window tells of input (`note_activity`); whether it was long enough ago is decided here.

use std::{
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use tauri::{AppHandle, Manager};
use tokendesk_issuer::Desk;
use tokendesk_session_lock::{Buses, SessionEvent};
use tokendesk_vault::{LockCause, VaultStatus};

use crate::{seat::Seat, watch};

/// How often the idle time is looked at; the setting is in minutes.
const EVERY: Duration = Duration::from_secs(1);

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
        lock_if_open(&guarded, cause);
    };
    tokendesk_session_lock::listen(Buses::default(), &(Arc::new(listener) as _));
    let app = app.clone();
    thread::Builder::new()
        .name("idle".to_owned())
        .spawn(move || {
            loop {
                thread::sleep(EVERY);
                lock_if_idle(&app);
            }
        })
        .expect("a thread starts");
}

/// Locks, and forgets the fresh keys that can be opened again. A key that is shown once has no other place: it
/// stays until its dialog is closed.
pub(crate) fn lock(app: &AppHandle, seat: &Seat, desk: &Desk, cause: LockCause) {
    desk.lock_vault(cause);
    seat.fresh.forget_kept();
    watch::emit_vault(app, desk);
}

fn lock_if_idle(app: &AppHandle) {
    let seat = app.state::<Arc<Seat>>();
    let Ok(desk) = seat.desk() else { return };
    if !is_open(&desk) {
        return;
    }
    match desk.settings() {
        Ok(settings) if settings.auto_lock.is_due(seat.activity.idle()) => {
            lock_if_open(app, LockCause::Idle);
        }
        Ok(_) => {}
        Err(error) => tracing::warn!(%error, "the settings could not be read"),
    }
}

/// What is locked already keeps its reason; a vault that holds nothing has nothing to lock.
fn lock_if_open(app: &AppHandle, cause: LockCause) {
    let seat = app.state::<Arc<Seat>>();
    if let Ok(desk) = seat.desk()
        && is_open(&desk)
    {
        tracing::info!(?cause, "the vault is locked");
        lock(app, &seat, &desk, cause);
    }
}

fn is_open(desk: &Desk) -> bool {
    matches!(desk.vault_status(), VaultStatus::Unlocked { .. })
}

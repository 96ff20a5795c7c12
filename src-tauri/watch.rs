//! Tells the window what changed: by itself, by another program on the same file, or by the clock.

use std::{
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use tauri::{AppHandle, Emitter, Manager};
use tokendesk_domain::settings::{AutoLock, Theme};
use tokendesk_issuer::{Desk, DeskError};

use crate::{convert, locale, rotation, seat::Seat, vault_guard, window};

/// A list follows within a second; asking costs one statement and a look at the file where nothing happens.
const EVERY: Duration = Duration::from_millis(200);
/// How often what is too old is taken out of the trash.
const TRASH_EVERY: Duration = Duration::from_hours(1);
/// While many tokens are changed the list follows more slowly: each look at it is read anew.
const WHILE_MANY_CHANGE: Duration = Duration::from_secs(1);

/// Starts watching, and opens the vault first.
pub(crate) fn start(app: AppHandle) {
    thread::Builder::new().name("watch".to_owned()).spawn(move || watch(&app)).expect("a thread starts");
}

fn watch(app: &AppHandle) {
    let seat = Arc::clone(&app.state::<Arc<Seat>>());
    let mut is_late = false;
    loop {
        if let Ok(desk) = seat.desk() {
            window::appear(app, desk.settings().unwrap_or_default().theme);
            attend(app, &seat, &desk, Seen { is_late, ..Seen::default() });
        } else {
            // The window shows why and can try again.
            window::appear(app, Theme::System);
            thread::sleep(Duration::from_secs(1));
        }
        is_late = true;
    }
}

/// Does as the data file says, and follows it until another one is put in its place.
fn attend(app: &AppHandle, seat: &Seat, desk: &Arc<Desk>, mut seen: Seen) {
    match desk.enforcement() {
        Ok(chosen) => seat.enforcer.follow(&chosen),
        Err(error) => tracing::warn!(%error, "whether to enforce could not be read"),
    }
    desk.open_vault();
    emit_vault(app, desk);
    rotation::go_on(app, seat, desk);
    let mut trash_at = Instant::now() + TRASH_EVERY;
    let mut is_blind = false;
    while seat.is_at(desk) {
        let followed = seen.follow(app, desk);
        // Said once when the file is lost and once when it is back: the list then shows why, or what there is.
        if followed.is_err() != is_blind {
            is_blind = followed.is_err();
            emit(app, "tokens-changed", ());
            if let Err(error) = followed {
                tracing::warn!(%error, "the data file could not be watched");
            }
        }
        // Lists are made anew by other threads, and then perhaps nobody asks for memory any more.
        tokendesk_allocator::give_back_due();
        // While the file is away, what it said last holds.
        let auto_lock = seen.settings.as_ref().map_or_else(AutoLock::default, |settings| settings.auto_lock);
        vault_guard::lock_if_idle(app, seat, desk, auto_lock);
        if Instant::now() >= trash_at {
            trash_at = Instant::now() + TRASH_EVERY;
            if let Err(error) = desk.empty_trash() {
                tracing::warn!(%error, "the trash could not be emptied");
            }
        }
        thread::sleep(if seat.change.is_taken() { WHILE_MANY_CHANGE } else { EVERY });
    }
}

/// What the window was told last.
#[derive(Default)]
struct Seen {
    /// The page may have looked before this: it is told of the first look, too.
    is_late: bool,
    /// Of the file, and of the lists.
    version: Option<(i64, u64)>,
    change: Option<i64>,
    settings: Option<tokendesk_domain::settings::Settings>,
    next_status_change: Option<chrono::DateTime<chrono::Utc>>,
}

impl Seen {
    fn follow(&mut self, app: &AppHandle, desk: &Desk) -> Result<(), DeskError> {
        let version = (desk.version()?, desk.list_version());
        let by_clock = self.next_status_change.is_some_and(|at| at <= desk.now());
        if self.version == Some(version) && !by_clock {
            return Ok(());
        }
        // A form that is kept while it is typed changes the file, too; only what was audited is news.
        let change = desk.last_change()?;
        let lists_moved = self.version.is_some_and(|(_, lists)| lists != version.1);
        if lists_moved {
            // What they were built from; the allocator would keep it until somebody asks it for memory.
            tokendesk_allocator::give_back_now();
        }
        if by_clock || lists_moved || self.change != Some(change) {
            if self.is_late || self.version.is_some() {
                emit(app, "tokens-changed", ());
            }
            self.next_status_change = desk.next_status_change()?;
            let settings = desk.settings()?;
            if self.settings.as_ref().is_some_and(|seen| *seen != settings) {
                emit(app, "settings-changed", locale::in_force(&settings));
            }
            self.settings = Some(settings);
            let before = desk.vault_status();
            desk.follow_slots()?;
            if desk.vault_status() != before {
                emit_vault(app, desk);
            }
        }
        (self.version, self.change) = (Some(version), Some(change));
        Ok(())
    }
}

pub(crate) fn emit_vault(app: &AppHandle, desk: &Desk) {
    emit(app, "vault-changed", convert::vault_status(&desk.vault_status()));
}

/// Tells the window how many keys of imports wait to be saved.
pub(crate) fn emit_unsaved(app: &AppHandle, seat: &Seat) {
    emit(app, "unsaved-keys", seat.imported_keys.unsaved());
}

pub(crate) fn emit<T: serde::Serialize + Clone>(app: &AppHandle, event: &str, payload: T) {
    if let Err(error) = app.emit(event, payload) {
        tracing::warn!(%error, event, "the window could not be told");
    }
}

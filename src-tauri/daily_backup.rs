//! The daily backup, while the console runs: on a thread of its own.

use std::{
    sync::{Arc, PoisonError},
    thread,
    time::Duration,
};

use tauri::{AppHandle, Manager};

use crate::{seat::Seat, watch};

/// The start of the window comes first.
const FIRST: Duration = Duration::from_secs(20);
/// How often it is looked whether one is due.
const EVERY: Duration = Duration::from_mins(10);

/// Makes those that are due until the program ends.
pub(crate) fn start(app: &AppHandle) {
    let app = app.clone();
    let spawned = thread::Builder::new().name("backups".to_owned()).spawn(move || {
        let seat = Arc::clone(&app.state::<Arc<Seat>>());
        thread::sleep(FIRST);
        loop {
            make(&app, &seat);
            thread::sleep(EVERY);
        }
    });
    if let Err(error) = spawned {
        tracing::error!(%error, "no daily backups are made");
    }
}

fn make(app: &AppHandle, seat: &Seat) {
    // While the file can't be opened the window says why; while another copy is made, the next look is early enough.
    let (Ok(desk), Ok(running)) = (seat.desk(), seat.backup.begin()) else { return };
    let made = desk.back_up_if_due(|_, _| !running.is_to_stop());
    drop(running);
    let fault = match made {
        Ok(None) => return,
        Ok(Some(backup)) => {
            tracing::info!(file = %backup.path.display(), bytes = backup.size, "a daily backup was made");
            None
        }
        Err(error) => {
            tracing::error!(%error, "the daily backup could not be made");
            Some(error.into())
        }
    };
    *seat.daily_backup_fault.lock().unwrap_or_else(PoisonError::into_inner) = fault;
    watch::emit(app, "backups-changed", ());
}

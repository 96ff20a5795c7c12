//! A rotation of the data key that goes on in the background, with `rotation-progress` events.

use std::{sync::Arc, thread};

use tauri::AppHandle;
use tokendesk_issuer::{Desk, DeskError};
use tokendesk_vault::VaultStatus;

use crate::{running_change::RunningChange, seat::Seat, watch};

/// Goes on with a rotation that was not finished, if the vault is open and nobody does so already.
pub(crate) fn go_on(app: &AppHandle, seat: &Seat, desk: &Arc<Desk>) {
    let is_open = matches!(desk.vault_status(), VaultStatus::Unlocked { .. });
    if !is_open || !desk.rotation_is_unfinished() {
        return;
    }
    let Ok(running) = seat.rotation.begin() else { return };
    let (app, desk) = (app.clone(), Arc::clone(desk));
    let spawned = thread::Builder::new().name("rotation".to_owned()).spawn(move || {
        let report = with_progress(&app, running, |go_on| desk.resume_rotation(go_on));
        match report {
            Ok(report) => tracing::info!(?report, "the rotation of the data key went on"),
            // The next unlock goes on.
            Err(error) => tracing::warn!(%error, "the rotation of the data key stopped"),
        }
    });
    if let Err(error) = spawned {
        tracing::warn!(%error, "the rotation of the data key could not go on");
    }
}

/// Does `work`, and tells the window how far it is and when it has ended.
pub(crate) fn with_progress<T>(
    app: &AppHandle,
    mut running: RunningChange,
    work: impl FnOnce(tokendesk_issuer::Watcher<'_>) -> Result<T, DeskError>,
) -> Result<T, DeskError> {
    let done =
        work(&mut |progress| running.go_on(progress, |now| watch::emit(app, "rotation-progress", Some(now))));
    drop(running);
    watch::emit(app, "rotation-progress", None::<crate::wire::ChangeProgress>);
    done
}

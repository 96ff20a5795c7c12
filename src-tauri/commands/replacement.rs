//! A backup in the place of a data file that can't be used. What is prepared stays here until the question is answered.

use std::sync::PoisonError;

use tauri::WebviewWindow;
use tokendesk_issuer::{
    BackupError, DeskError, PreparedRestore, backups_of, data_file, is_beyond_use, system_clock, user_name,
};

use super::{Desk, backup};
use crate::{
    convert,
    seat::Seat,
    wire::{Backup, BackupChoice, BackupContent, Fault, Replaced},
};

/// The backups beside the data file, which need not be usable.
#[tauri::command]
pub(crate) async fn backups_at_hand(seat: Desk<'_>) -> Result<Vec<Backup>, Fault> {
    seat.beside_the_desk(|seat| Ok(backups_of(&data_file(&seat.data))?.into_iter().map(Into::into).collect()))
        .await
}

#[tauri::command]
pub(crate) async fn prepare_replacement(
    window: WebviewWindow,
    seat: Desk<'_>,
    request: BackupChoice,
) -> Result<Option<BackupContent>, Fault> {
    let Some(path) = backup::chosen(&window, &seat, request).await? else { return Ok(None) };
    seat.beside_the_desk(move |seat| {
        let prepared = PreparedRestore::of(&path, &data_file(&seat.data), |_, _| true)?;
        let content = convert::backup_content(&prepared);
        *seat.prepared_restore.lock().unwrap_or_else(PoisonError::into_inner) = Some(prepared);
        Ok(Some(content))
    })
    .await
}

#[tauri::command]
pub(crate) async fn replace_data_file(seat: Desk<'_>) -> Result<Replaced, Fault> {
    seat.beside_the_desk(|seat| {
        let prepared = seat.prepared_restore.lock().unwrap_or_else(PoisonError::into_inner).take();
        let prepared = prepared.ok_or(BackupError::Cancelled)?;
        match look_through(seat) {
            // Somebody has put it right meanwhile: nothing is to be replaced.
            Ok(()) => return Ok(Replaced { kept: None }),
            Err(error) if is_beyond_use(&error) => {}
            Err(error) => return Err(error),
        }
        let (file, actor) = (data_file(&seat.data), format!("desk:{}", user_name()));
        let kept = seat.with_new_file(|| prepared.put_in_place(&file, &actor, system_clock()()))?;
        seat.fresh.forget_all();
        Ok(Replaced { kept: kept.map(|path| path.display().to_string()) })
    })
    .await
}

/// Looks at what the first paint needs, and then at the rest: a file may open though a table of it is damaged.
fn look_through(seat: &Seat) -> Result<(), DeskError> {
    let desk = seat.desk()?;
    desk.settings()?;
    desk.check_whole()
}

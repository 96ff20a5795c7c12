//! Backups. What is prepared to be restored stays here until the question is answered.

use std::{path::PathBuf, sync::PoisonError};

use tauri::WebviewWindow;
use tokendesk_domain::backup::{BackupKind, BackupName};
use tokendesk_issuer::{BackupError, Desk as IssuerDesk, DeskError, Existing, backup_folder, data_file};

use super::Desk;
use crate::{
    convert, file_dialog,
    seat::Seat,
    wire::{BackupChoice, Backups, DailyBackups, Fault, FileQuestion, RestorePlan, SavedFile},
};

#[tauri::command]
pub(crate) async fn list_backups(seat: Desk<'_>) -> Result<Backups, Fault> {
    seat.at_desk(all).await
}

#[tauri::command]
pub(crate) async fn save_daily_backups(seat: Desk<'_>, request: DailyBackups) -> Result<Backups, Fault> {
    seat.at_desk(move |seat, desk| {
        desk.save_daily_backups(request.are_wanted)?;
        all(seat, desk)
    })
    .await
}

#[tauri::command]
pub(crate) async fn back_up(seat: Desk<'_>) -> Result<Backups, Fault> {
    let running = seat.backup.begin()?;
    seat.at_desk(move |seat, desk| {
        desk.back_up(|_, _| !running.is_to_stop())?;
        all(seat, desk)
    })
    .await
}

#[tauri::command]
pub(crate) async fn save_backup_copy(
    window: WebviewWindow,
    seat: Desk<'_>,
    request: FileQuestion,
) -> Result<SavedFile, Fault> {
    let name = seat.at_desk(|_, desk| Ok(BackupName::new(desk.now(), BackupKind::ByHand))).await?;
    let asked = file_dialog::where_to_save(&window, request.title, name.to_string()).await?;
    let Some(path) = asked else { return Ok(SavedFile { path: None }) };
    let running = seat.backup.begin()?;
    seat.at_desk(move |_, desk| {
        // The dialog has asked whether a file that lies there may go.
        desk.back_up_to(&path, Existing::Replace, |_, _| !running.is_to_stop())?;
        Ok(SavedFile { path: Some(path.display().to_string()) })
    })
    .await
}

#[tauri::command]
pub(crate) async fn prepare_restore(
    window: WebviewWindow,
    seat: Desk<'_>,
    request: BackupChoice,
) -> Result<Option<RestorePlan>, Fault> {
    let Some(path) = chosen(&window, &seat, request).await? else { return Ok(None) };
    seat.at_desk(move |seat, desk| {
        let prepared = desk.prepare_restore(&path, |_, _| true)?;
        let preview = desk.preview_restore(&prepared)?;
        let plan = convert::restore_plan(&prepared, preview);
        *seat.prepared_restore.lock().unwrap_or_else(PoisonError::into_inner) = Some(prepared);
        Ok(Some(plan))
    })
    .await
}

#[tauri::command]
pub(crate) async fn restore_backup(seat: Desk<'_>) -> Result<Backups, Fault> {
    seat.at_desk(|seat, desk| {
        let prepared = seat.prepared_restore.lock().unwrap_or_else(PoisonError::into_inner).take();
        desk.restore(&prepared.ok_or(BackupError::Cancelled)?)?;
        // The choice of then holds from now on.
        seat.enforcer.follow(&desk.enforcement()?);
        all(seat, desk)
    })
    .await
}

#[tauri::command]
#[expect(clippy::needless_pass_by_value, reason = "commands own what they are given")]
pub(crate) fn drop_restore(seat: Desk<'_>) {
    seat.prepared_restore.lock().unwrap_or_else(PoisonError::into_inner).take();
}

/// Where the chosen backup is; none: the dialog was left.
pub(super) async fn chosen(
    window: &WebviewWindow,
    seat: &Seat,
    choice: BackupChoice,
) -> Result<Option<PathBuf>, Fault> {
    let Some(name) = choice.name else {
        return file_dialog::which_to_open(window, choice.title).await;
    };
    // A name of ours leads to no other folder.
    let name: BackupName =
        name.parse().map_err(|_| Fault::Internal { detail: format!("{name} is no name of a backup") })?;
    Ok(Some(backup_folder(&data_file(&seat.data)).join(name.to_string())))
}

fn all(seat: &Seat, desk: &IssuerDesk) -> Result<Backups, DeskError> {
    Ok(Backups {
        is_daily: desk.daily_backups()?,
        folder: backup_folder(&data_file(&seat.data)).display().to_string(),
        daily_fault: seat.daily_backup_fault.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        kept: desk.backups()?.into_iter().map(Into::into).collect(),
    })
}

//! Tokens to a file. Keys go from the vault to the file; the window sees counts and where the file lies.

use tauri::{AppHandle, WebviewWindow};
use tokendesk_issuer::Target;

use super::Desk;
use crate::{
    convert, file_dialog, token_export,
    unwritten::Unwritten,
    watch,
    wire::{self, ExportPreview, ExportReport, Fault, TokenExport},
};

#[tauri::command]
pub(crate) async fn preview_token_export(
    seat: Desk<'_>,
    request: wire::Target,
) -> Result<ExportPreview, Fault> {
    let target = Target::from(request);
    seat.at_desk(move |_, desk| Ok(desk.preview_export(&target)?.into())).await
}

/// In steps, with `change-progress` events, until `cancel_change` is asked; then there is no file.
#[tauri::command]
pub(crate) async fn export_tokens(
    app: AppHandle,
    window: WebviewWindow,
    seat: Desk<'_>,
    request: TokenExport,
) -> Result<Option<ExportReport>, Fault> {
    let TokenExport { target, format, with_keys, title } = request;
    let target = Target::from(target);
    // The vault is asked for before the file is.
    let target = seat
        .at_desk(move |_, desk| {
            if with_keys && desk.preview_export(&target)?.keys > 0 {
                desk.need_unlocked()?;
            }
            Ok(target)
        })
        .await?;
    let name = if with_keys { "tokendesk-keys" } else { "tokendesk-tokens" };
    let Some(path) =
        file_dialog::where_to_save(&window, title, format!("{name}.{}", format.ending())).await?
    else {
        return Ok(None);
    };
    let mut running = seat.change.begin()?;
    seat.at_desk(move |_, desk| {
        let mut go_on = |progress| running.go_on(progress, |now| watch::emit(&app, "change-progress", now));
        let export = desk.export(&target, with_keys)?;
        let saved = token_export::save(&path, (export, with_keys), format.into(), &mut go_on);
        Unwritten::answer(saved.map(|count| convert::export_report(&path, count)), &path)
    })
    .await?
}

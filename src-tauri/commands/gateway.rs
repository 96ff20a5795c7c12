//! Configurations for gateways.

use std::io::Write;

use tauri::WebviewWindow;
use zeroize::Zeroizing;

use super::{
    Desk,
    copy::{copy_secret, on_clipboard, secret_text},
};
use crate::{
    convert::{self, GatewayFiles},
    file_dialog,
    wire::{CopyReceipt, Fault, GatewayFileRef, GatewayFileSave, GatewayForm, GatewayReview, SavedFile},
};

#[tauri::command]
pub(crate) fn review_gateway(request: GatewayForm) -> GatewayReview {
    convert::gateway_review(request)
}

#[tauri::command]
pub(crate) async fn copy_gateway_file(seat: Desk<'_>, request: GatewayFileRef) -> Result<CopyReceipt, Fault> {
    let name = request.name.clone();
    let (text, is_secret) = file(request)?;
    if is_secret {
        let secret = seat.at_desk(move |_, desk| Ok(secret_text(desk, text, None, name))).await?;
        return copy_secret(&seat, secret).await;
    }
    on_clipboard(&seat, move |seat| seat.clipboard.copy_text(text.to_string())).await?;
    Ok(CopyReceipt { clears_ms: None })
}

#[tauri::command]
pub(crate) async fn save_gateway_file(
    window: WebviewWindow,
    request: GatewayFileSave,
) -> Result<SavedFile, Fault> {
    let (title, name) = (request.title, request.file.name.clone());
    let (text, _) = file(request.file)?;
    let chosen = file_dialog::where_to_save(&window, title, name).await?;
    let Some(path) = chosen else { return Ok(SavedFile { path: None }) };
    let written = tauri::async_runtime::spawn_blocking(move || {
        // A file with a secret in it is its owner's alone.
        let written = tokendesk_private_file::replace(&path, |file| file.write_all(text.as_bytes()));
        written.map_err(|error| convert::file_fault(&path, &error))?;
        Ok(SavedFile { path: Some(path.display().to_string()) })
    })
    .await;
    written.map_err(|error| Fault::Internal { detail: error.to_string() })?
}

fn file(request: GatewayFileRef) -> Result<(Zeroizing<String>, bool), Fault> {
    let made = GatewayFiles::make(request.form).ok().and_then(|files| files.take(&request.name));
    // The window asks for files that it was shown.
    made.ok_or_else(|| Fault::Internal { detail: format!("no file {}", request.name) })
}

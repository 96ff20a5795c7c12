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
    file_dialog, private_file,
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
        return copy_secret(seat, secret).await;
    }
    on_clipboard(seat, move |seat| seat.clipboard.copy_text(text.to_string())).await?;
    Ok(CopyReceipt { clears_ms: None })
}

#[tauri::command]
pub(crate) async fn save_gateway_file(
    window: WebviewWindow,
    request: GatewayFileSave,
) -> Result<SavedFile, Fault> {
    let (title, name) = (request.title, request.file.name.clone());
    let (text, _) = file(request.file)?;
    let refused = |detail: String| Fault::FileNotWritten { detail };
    let chosen = file_dialog::where_to_save(&window, title, name).await;
    let chosen = chosen.map_err(|error| refused(error.to_string()))?;
    let Some(path) = chosen else { return Ok(SavedFile { path: None }) };
    let shown = path.display().to_string();
    let written = tauri::async_runtime::spawn_blocking(move || {
        // A file with a secret in it is its owner's alone.
        private_file::replace(&path, |file| file.write_all(text.as_bytes()))
    })
    .await;
    match written {
        Ok(Ok(())) => Ok(SavedFile { path: Some(shown) }),
        Ok(Err(error)) => Err(refused(format!("{shown}: {error}"))),
        Err(error) => Err(Fault::Internal { detail: error.to_string() }),
    }
}

fn file(request: GatewayFileRef) -> Result<(Zeroizing<String>, bool), Fault> {
    let made = GatewayFiles::make(request.form).ok().and_then(|files| files.take(&request.name));
    // The window asks for files that it was shown.
    made.ok_or_else(|| Fault::Internal { detail: format!("no file {}", request.name) })
}

//! Configurations for gateways.

use std::{
    io::{self, Write},
    path::Path,
};

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
    let written = tauri::async_runtime::spawn_blocking(move || save(&path, text.as_bytes())).await;
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

/// A file with a secret in it is its owner's alone, also one that stood there before. That one is replaced by the
/// whole new one or, where there is no room, not touched.
fn save(path: &Path, text: &[u8]) -> io::Result<()> {
    // A link goes on leading to the file.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    // Readable for nobody else from the start.
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt};

    use super::*;

    #[test]
    fn a_saved_file_is_its_owners_alone_also_in_the_place_of_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokendesk.conf");
        fs::write(&path, "a longer text that stood there before").unwrap();
        fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
        save(&path, b"new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_link_stays_and_the_file_behind_it_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("file.conf"), folder.path().join("link.conf"));
        fs::write(&file, "before").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        save(&link, b"new").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
    }
}

//! Copying and revealing keys. A key goes from here to the clipboard; only `reveal_token_key` gives it to the window.

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;
use tokendesk_domain::{key::Key, token::TokenId};
use tokendesk_issuer::{Desk as IssuerDesk, DeskError, KeyUse};
use zeroize::Zeroizing;

use super::Desk;
use crate::{
    clipboard::SecretText,
    seat::Seat,
    wire::{CopyReceipt, Fault, PlainText, RevealedKey, TokenRef},
};

#[tauri::command]
pub(crate) async fn copy_token_key(seat: Desk<'_>, request: TokenRef) -> Result<CopyReceipt, Fault> {
    copy(seat, request, str::to_owned).await
}

#[tauri::command]
pub(crate) async fn copy_token_example(seat: Desk<'_>, request: TokenRef) -> Result<CopyReceipt, Fault> {
    copy(seat, request, |key| format!("curl -H \"Authorization: Bearer {key}\" https://api.example.com/"))
        .await
}

#[tauri::command]
pub(crate) async fn reveal_token_key(seat: Desk<'_>, request: TokenRef) -> Result<RevealedKey, Fault> {
    let id = TokenId(request.id);
    seat.at_desk(move |seat, desk| {
        let key = text_of(seat, desk, id, KeyUse::Reveal, |key| key.expose().to_owned())?;
        seat.fresh.note_taken(id);
        Ok(RevealedKey { key })
    })
    .await
}

#[tauri::command]
pub(crate) async fn copy_plain_text(seat: Desk<'_>, request: PlainText) -> Result<(), Fault> {
    on_clipboard(&seat, move |seat| seat.clipboard.copy_text(request.text)).await
}

#[tauri::command]
pub(crate) async fn clear_clipboard(seat: Desk<'_>) -> Result<(), Fault> {
    on_clipboard(&seat, |seat| seat.clipboard.clear()).await
}

async fn copy(
    seat: Desk<'_>,
    request: TokenRef,
    compose: impl Fn(&str) -> String + Send + 'static,
) -> Result<CopyReceipt, Fault> {
    let id = TokenId(request.id);
    let secret = seat
        .at_desk(move |seat, desk| {
            let text = text_of(seat, desk, id, KeyUse::Copy, |key| Zeroizing::new(compose(key.expose())))?;
            Ok(secret_text(desk, text, Some(id), name_of(seat, desk, id)?))
        })
        .await?;
    let receipt = copy_secret(&seat, secret).await?;
    seat.fresh.note_taken(id);
    Ok(receipt)
}

/// A text that may stay on the clipboard for as long as the settings say.
pub(super) fn secret_text(
    desk: &IssuerDesk,
    text: Zeroizing<String>,
    token: Option<TokenId>,
    name: String,
) -> SecretText {
    // A file that fails only now must not keep a key from the clipboard.
    let seconds = desk.settings().unwrap_or_default().clipboard_time.seconds();
    let clears = seconds.map(|s| desk.now() + TimeDelta::seconds(s.into()));
    SecretText {
        text,
        token,
        name,
        lifetime: seconds.map(|s| Duration::from_secs(s.into())),
        clears_ms: clears.map(|at| at.timestamp_millis()),
    }
}

pub(super) async fn copy_secret(seat: &Desk<'_>, secret: SecretText) -> Result<CopyReceipt, Fault> {
    let receipt = CopyReceipt { clears_ms: secret.clears_ms };
    on_clipboard(seat, move |seat| seat.clipboard.copy_secret(secret)).await?;
    Ok(receipt)
}

/// What `work` makes of the key: of the one just issued if it is still at hand, else of the sealed copy.
fn text_of<T>(
    seat: &Seat,
    desk: &IssuerDesk,
    id: TokenId,
    purpose: KeyUse,
    work: impl Fn(&Key) -> T,
) -> Result<T, DeskError> {
    match seat.fresh.with(id, &work) {
        Some(text) => {
            // It may be shown only now: a file that can't be written any more must not keep it from the admin.
            if let Err(error) = desk.record_key_use(id, purpose) {
                tracing::warn!(%error, token = id.0, ?purpose, "the use of a key just issued is not on record");
            }
            Ok(text)
        }
        None => Ok(work(&desk.kept_key(id, purpose)?)),
    }
}

/// The token's name; that of one just issued that can't be read is the part of its key that may be shown.
fn name_of(seat: &Seat, desk: &IssuerDesk, id: TokenId) -> Result<String, DeskError> {
    match (desk.details(id), seat.fresh.with(id, |key| key.hint().to_string())) {
        (Ok(details), _) => Ok(details.token.name.to_string()),
        (Err(_), Some(hint)) => Ok(hint),
        (Err(error), None) => Err(error),
    }
}

pub(super) async fn on_clipboard(
    seat: &Desk<'_>,
    work: impl FnOnce(&Seat) -> Result<(), String> + Send + 'static,
) -> Result<(), Fault> {
    let seat = Arc::clone(seat);
    let done = tauri::async_runtime::spawn_blocking(move || work(&seat)).await;
    done.map_err(|error| error.to_string()).flatten().map_err(|detail| Fault::ClipboardUnavailable { detail })
}

//! The vault: its state and what opens it. Every change is also told to the window by an event.

use std::sync::Arc;

use tauri::AppHandle;
use tokendesk_issuer::{Desk as IssuerDesk, DeskError};
use tokendesk_vault::LockCause;
use zeroize::Zeroizing;

use super::Desk;
use crate::{
    convert, rotation,
    seat::Seat,
    vault_guard, watch,
    wire::{Fault, NewPassphrase, Passphrase, VaultStatus},
};

#[tauri::command]
pub(crate) async fn vault_status(seat: Desk<'_>) -> Result<VaultStatus, Fault> {
    seat.at_desk(|_, desk| Ok(convert::vault_status(&desk.vault_status()))).await
}

#[tauri::command]
pub(crate) async fn set_vault_passphrase(
    app: AppHandle,
    seat: Desk<'_>,
    request: NewPassphrase,
) -> Result<VaultStatus, Fault> {
    let (typed, again) = (Zeroizing::new(request.passphrase), Zeroizing::new(request.again));
    change(app, seat, move |desk| desk.set_vault_passphrase(&typed, &again).map(drop)).await
}

#[tauri::command]
pub(crate) async fn unlock_vault(
    app: AppHandle,
    seat: Desk<'_>,
    request: Passphrase,
) -> Result<VaultStatus, Fault> {
    let typed = Zeroizing::new(request.passphrase);
    change(app, seat, move |desk| desk.unlock_vault(&typed).map(drop)).await
}

#[tauri::command]
pub(crate) async fn retry_keyring(app: AppHandle, seat: Desk<'_>) -> Result<VaultStatus, Fault> {
    change(app, seat, |desk| {
        desk.retry_keyring();
        Ok(())
    })
    .await
}

#[tauri::command]
pub(crate) async fn lock_vault(app: AppHandle, seat: Desk<'_>) -> Result<VaultStatus, Fault> {
    seat.at_desk(move |seat, desk| {
        vault_guard::lock(&app, seat, desk, LockCause::ByHand);
        Ok(convert::vault_status(&desk.vault_status()))
    })
    .await
}

/// Somebody touches the window.
#[tauri::command]
#[expect(clippy::needless_pass_by_value, reason = "commands own what they are given")]
pub(crate) fn note_activity(seat: Desk<'_>) {
    seat.activity.note();
}

pub(super) async fn change(
    app: AppHandle,
    seat: Desk<'_>,
    work: impl FnOnce(&IssuerDesk) -> Result<(), DeskError> + Send + 'static,
) -> Result<VaultStatus, Fault> {
    seat.at_desk(move |seat, desk| {
        work(desk)?;
        changed(&app, seat, desk)?;
        Ok(convert::vault_status(&desk.vault_status()))
    })
    .await
}

/// Tells the window; an unlocked vault goes on with what was not finished.
fn changed(app: &AppHandle, seat: &Seat, desk: &IssuerDesk) -> Result<(), DeskError> {
    watch::emit_vault(app, desk);
    let desk: Arc<IssuerDesk> = seat.desk()?;
    rotation::go_on(app, seat, &desk);
    Ok(())
}

//! The vault: its state and its passphrase. Every change is also told to the window by an event.

use tauri::AppHandle;
use tokendesk_issuer::{Desk as IssuerDesk, DeskError};
use zeroize::Zeroizing;

use super::Desk;
use crate::{
    convert, watch,
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
    change(app, seat, |desk| {
        desk.lock_vault();
        Ok(())
    })
    .await
}

async fn change(
    app: AppHandle,
    seat: Desk<'_>,
    work: impl FnOnce(&IssuerDesk) -> Result<(), DeskError> + Send + 'static,
) -> Result<VaultStatus, Fault> {
    seat.at_desk(move |_, desk| {
        work(desk)?;
        watch::emit_vault(&app, desk);
        Ok(convert::vault_status(&desk.vault_status()))
    })
    .await
}

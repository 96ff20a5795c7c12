//! The window's start.

use tauri::AppHandle;

use super::Desk;
use crate::{
    convert, locale, window,
    wire::{Boot, Fault, SettingsInForce, VaultStatus},
};

#[tauri::command]
pub(crate) async fn boot(seat: Desk<'_>) -> Result<Boot, Fault> {
    let state = seat
        .at_desk(|_, desk| {
            Ok((locale::in_force(&desk.settings()?), convert::vault_status(&desk.vault_status())))
        })
        .await;
    let (settings, vault, fault) = match state {
        Ok((settings, vault)) => (settings, vault, None),
        // Without a data file the window still has to say so, in the system's language.
        Err(fault) => (standard(), VaultStatus::Ready, Some(fault)),
    };
    let data_path = tokendesk_issuer::data_file(&seat.data).display().to_string();
    Ok(Boot { settings, vault, version: env!("CARGO_PKG_VERSION").to_owned(), data_path, fault })
}

#[tauri::command]
#[expect(clippy::needless_pass_by_value, reason = "commands own what they are given")]
pub(crate) fn window_ready(app: AppHandle) {
    window::show(&app);
}

fn standard() -> SettingsInForce {
    locale::in_force(&tokendesk_domain::settings::Settings::default())
}

//! The console's settings.

use super::Desk;
use crate::{
    locale,
    wire::{Fault, Settings, SettingsInForce},
};

#[tauri::command]
pub(crate) async fn save_settings(seat: Desk<'_>, request: Settings) -> Result<SettingsInForce, Fault> {
    seat.at_desk(move |_, desk| Ok(locale::in_force(&desk.save_settings(request.into())?))).await
}

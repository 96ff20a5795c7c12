//! The window's start.

use std::sync::atomic::Ordering;

use tokendesk_issuer::{Desk as IssuerDesk, DeskError};

use super::Desk;
use crate::{
    convert, locale,
    seat::Seat,
    wire::{Boot, Fault, Recovery, SettingsInForce, VaultStatus},
};

#[tauri::command]
pub(crate) async fn boot(seat: Desk<'_>) -> Result<Boot, Fault> {
    let state = seat
        .at_desk(|seat, desk| {
            let settings = locale::in_force(&desk.settings()?);
            Ok((settings, convert::vault_status(&desk.vault_status()), recovery(seat, desk)?))
        })
        .await;
    let (settings, vault, recovery, fault) = match state {
        Ok((settings, vault, recovery)) => (settings, vault, recovery, None),
        // Without a data file the window still has to say so, in the system's language.
        Err(fault) => (standard(), VaultStatus::Ready, None, Some(fault)),
    };
    let data_path = tokendesk_issuer::data_file(&seat.data).display().to_string();
    Ok(Boot {
        settings,
        vault,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        data_path,
        fault,
        unsaved_keys: seat.imported_keys.unsaved(),
        recovery,
    })
}

#[tauri::command]
#[expect(clippy::needless_pass_by_value, reason = "commands own what they are given")]
pub(crate) fn page_ready(seat: Desk<'_>) {
    // Only now: a page that crashes before it is painted has told nobody.
    seat.page_was_lost.store(false, Ordering::Relaxed);
}

/// What the page showed before it crashed, if it did.
fn recovery(seat: &Seat, desk: &IssuerDesk) -> Result<Option<Recovery>, DeskError> {
    if !seat.page_was_lost.load(Ordering::Relaxed) {
        return Ok(None);
    }
    // A token that is gone meanwhile must not keep the list from being shown.
    let issued = seat.fresh.newest().and_then(|id| desk.details(id).ok());
    Ok(Some(Recovery { issued: issued.map(Into::into), draft: desk.draft()?.is_some() }))
}

fn standard() -> SettingsInForce {
    locale::in_force(&tokendesk_domain::settings::Settings::default())
}

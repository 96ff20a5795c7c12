//! The ways to open the vault, and the rotation of its data key.

use tauri::AppHandle;
use zeroize::Zeroizing;

use super::{Desk, vault};
use crate::{
    convert, rotation, watch,
    wire::{Fault, KeyProtection, RecoveryCode, RecoveryGroups, RotationReport, SlotRef, VaultStatus},
};

#[tauri::command]
pub(crate) async fn key_protection(seat: Desk<'_>) -> Result<KeyProtection, Fault> {
    seat.at_desk(|_, desk| Ok(desk.key_protection()?.into())).await
}

#[tauri::command]
pub(crate) async fn add_keyring_slot(app: AppHandle, seat: Desk<'_>) -> Result<VaultStatus, Fault> {
    vault::change(app, seat, |desk| desk.add_keyring_slot().map(drop)).await
}

/// The one time that a recovery code goes to the web view.
#[tauri::command]
pub(crate) async fn draw_recovery_code(seat: Desk<'_>) -> Result<RecoveryCode, Fault> {
    seat.at_desk(|_, desk| Ok(desk.draw_recovery_code()?.into())).await
}

#[tauri::command]
pub(crate) async fn confirm_recovery_code(
    app: AppHandle,
    seat: Desk<'_>,
    request: RecoveryGroups,
) -> Result<VaultStatus, Fault> {
    let [first, second] = request.groups.map(Zeroizing::new);
    vault::change(app, seat, move |desk| desk.confirm_recovery_code([&first, &second]).map(drop)).await
}

#[tauri::command]
pub(crate) async fn drop_recovery_code(seat: Desk<'_>) -> Result<(), Fault> {
    seat.at_desk(|_, desk| {
        desk.drop_recovery_code();
        Ok(())
    })
    .await
}

#[tauri::command]
pub(crate) async fn remove_slot(
    app: AppHandle,
    seat: Desk<'_>,
    request: SlotRef,
) -> Result<VaultStatus, Fault> {
    vault::change(app, seat, move |desk| {
        let id = convert::slot_id(&request.id).ok_or(tokendesk_issuer::VaultProblem::NoSuchSlot)?;
        desk.remove_slot(id).map(drop)
    })
    .await
}

/// Goes on until its end or until `stop_rotation`, with `rotation-progress` events.
#[tauri::command]
pub(crate) async fn rotate_data_key(app: AppHandle, seat: Desk<'_>) -> Result<RotationReport, Fault> {
    let running = seat.rotation.begin()?;
    seat.at_desk(move |_, desk| {
        let report = rotation::with_progress(&app, running, |go_on| desk.rotate_data_key(go_on))?;
        watch::emit_vault(&app, desk);
        Ok(report.into())
    })
    .await
}

/// Asks the rotation to stop; every key opens all the same, and it goes on when it is asked to.
#[tauri::command]
#[expect(clippy::needless_pass_by_value, reason = "commands own what they are given")]
pub(crate) fn stop_rotation(seat: Desk<'_>) {
    seat.rotation.cancel();
}

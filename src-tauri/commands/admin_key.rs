//! Keys of scripts. The secret of one that was just issued stays here until its dialog is closed.

use tokendesk_domain::admin_key::{AdminKeyForm, AdminKeyId};
use tokendesk_issuer::{Desk as IssuerDesk, DeskError};
use zeroize::Zeroizing;

use super::{
    Desk,
    copy::{copy_secret, secret_text},
};
use crate::{
    convert,
    wire::{AdminKey, AdminKeyDraft, AdminKeyRef, CopyReceipt, Fault},
};

#[tauri::command]
pub(crate) async fn list_admin_keys(seat: Desk<'_>) -> Result<Vec<AdminKey>, Fault> {
    seat.at_desk(|_, desk| all(desk)).await
}

#[tauri::command]
pub(crate) async fn issue_admin_key(seat: Desk<'_>, request: AdminKeyDraft) -> Result<AdminKey, Fault> {
    let form = AdminKeyForm::from(request);
    seat.at_desk(move |seat, desk| {
        let issued = desk.issue_admin_key(&form)?;
        seat.fresh_admin_key.keep(issued.key.id, issued.secret);
        Ok(convert::admin_key(&issued.key, desk.now()))
    })
    .await
}

#[tauri::command]
pub(crate) async fn copy_admin_key(seat: Desk<'_>, request: AdminKeyRef) -> Result<CopyReceipt, Fault> {
    let id = AdminKeyId(request.id);
    let secret = seat
        .at_desk(move |seat, desk| {
            let text = seat.fresh_admin_key.with(id, |key| Zeroizing::new(key.expose().to_owned()));
            let keys = desk.admin_keys()?;
            let name = keys.into_iter().find(|key| key.id == id).ok_or(DeskError::NotFound)?.name.to_string();
            Ok(secret_text(desk, text.ok_or(DeskError::KeyNotKept)?, None, name))
        })
        .await?;
    let receipt = copy_secret(&seat, secret).await?;
    seat.fresh_admin_key.note_copied(id);
    Ok(receipt)
}

#[tauri::command]
#[expect(clippy::needless_pass_by_value, reason = "commands own what they are given")]
pub(crate) fn forget_admin_key(seat: Desk<'_>, request: AdminKeyRef) {
    seat.fresh_admin_key.forget(AdminKeyId(request.id));
}

#[tauri::command]
pub(crate) async fn revoke_admin_key(seat: Desk<'_>, request: AdminKeyRef) -> Result<Vec<AdminKey>, Fault> {
    let id = AdminKeyId(request.id);
    seat.at_desk(move |_, desk| desk.revoke_admin_key(id).and_then(|_| all(desk))).await
}

fn all(desk: &IssuerDesk) -> Result<Vec<AdminKey>, DeskError> {
    let now = desk.now();
    Ok(desk.admin_keys()?.iter().map(|key| convert::admin_key(key, now)).collect())
}

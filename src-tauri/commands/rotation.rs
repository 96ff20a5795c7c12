//! New keys for tokens, and the old ones.

use tokendesk_domain::{rotation::RotationForm, token::TokenId};

use super::Desk;
use crate::wire::{Fault, IssuedToken, OldKeyRef, RotationDraft, TokenDetails};

#[tauri::command]
pub(crate) async fn rotate_token_key(seat: Desk<'_>, request: RotationDraft) -> Result<IssuedToken, Fault> {
    let id = TokenId(request.id);
    let form = RotationForm::from(request);
    seat.at_desk(move |seat, desk| {
        let rotated = desk.rotate(id, &form)?;
        seat.fresh.keep(id, rotated.key, rotated.details.token.visibility);
        Ok(IssuedToken { token: rotated.details.into() })
    })
    .await
}

#[tauri::command]
pub(crate) async fn revoke_old_key(seat: Desk<'_>, request: OldKeyRef) -> Result<TokenDetails, Fault> {
    let id = TokenId(request.id);
    seat.at_desk(move |_, desk| {
        desk.revoke_old_key(id, request.generation)?;
        Ok(desk.details(id)?.into())
    })
    .await
}

//! Editing.

use tokendesk_issuer::EditRequest;

use super::Desk;
use crate::{
    convert,
    wire::{DraftReview, EditDraft, Fault, TokenDetails},
};

#[tauri::command]
pub(crate) async fn review_edit(seat: Desk<'_>, request: EditDraft) -> Result<DraftReview, Fault> {
    let EditRequest { id, form, .. } = request.into();
    seat.at_desk(move |_, desk| {
        let name = desk.details(id)?.token.name.to_string();
        Ok(convert::draft_review(desk.review_edit(id, &form)?, 0, name))
    })
    .await
}

#[tauri::command]
pub(crate) async fn edit_token(seat: Desk<'_>, request: EditDraft) -> Result<TokenDetails, Fault> {
    let request = EditRequest::from(request);
    seat.at_desk(move |_, desk| Ok(desk.edit(&request)?.into())).await
}

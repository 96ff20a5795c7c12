//! Issuing, and the half-filled form.

use tokendesk_domain::{issue::IssueForm, token::TokenId};

use super::Desk;
use crate::{
    convert,
    wire::{DraftReview, Fault, IssuedToken, TokenDraft, TokenRef},
};

#[tauri::command]
pub(crate) async fn review_issue(seat: Desk<'_>, request: TokenDraft) -> Result<DraftReview, Fault> {
    let form = IssueForm::from(request);
    seat.at_desk(move |_, desk| {
        let review = desk.review_issue(&form)?;
        let name = form.name.trim().to_owned();
        Ok(convert::draft_review(review.reading, review.same_name, name))
    })
    .await
}

#[tauri::command]
pub(crate) async fn issue_token(seat: Desk<'_>, request: TokenDraft) -> Result<IssuedToken, Fault> {
    let form = IssueForm::from(request);
    seat.at_desk(move |seat, desk| {
        let issued = desk.issue(&form)?;
        let token = &issued.details.token;
        seat.fresh.keep(token.id, issued.key, token.visibility);
        Ok(IssuedToken { token: issued.details.into() })
    })
    .await
}

#[tauri::command]
#[expect(clippy::needless_pass_by_value, reason = "commands own what they are given")]
pub(crate) fn forget_issued_key(seat: Desk<'_>, request: TokenRef) {
    seat.fresh.forget(TokenId(request.id));
}

#[tauri::command]
pub(crate) async fn save_issue_draft(seat: Desk<'_>, request: TokenDraft) -> Result<(), Fault> {
    let form =
        serde_json::to_string(&request).map_err(|error| Fault::Internal { detail: error.to_string() })?;
    seat.at_desk(move |_, desk| desk.save_draft(&form)).await
}

#[tauri::command]
pub(crate) async fn load_issue_draft(seat: Desk<'_>) -> Result<Option<TokenDraft>, Fault> {
    let form = seat.at_desk(|_, desk| desk.draft()).await?;
    // A form of another version that does not fit any more is not worth an error.
    Ok(form.and_then(|form| serde_json::from_str(&form).ok()))
}

#[tauri::command]
pub(crate) async fn discard_issue_draft(seat: Desk<'_>) -> Result<(), Fault> {
    seat.at_desk(|_, desk| desk.discard_draft()).await
}

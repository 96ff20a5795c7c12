//! One edit for many tokens: looked at first, then made in steps, with Undo.

use tauri::AppHandle;
use tokendesk_issuer::Target;
use tokendesk_token_rows::BulkEdit;

use super::{Desk, change::outcome};
use crate::{
    convert, watch,
    wire::{BulkEditPreview, BulkEditRequest, ChangeOutcome, Fault},
};

#[tauri::command]
pub(crate) async fn preview_bulk_edit(
    seat: Desk<'_>,
    request: BulkEditRequest,
) -> Result<BulkEditPreview, Fault> {
    let (target, edit) = read(request);
    let errors = edit.errors();
    if !errors.is_empty() {
        return Ok(convert::bulk_edit_refused(&errors));
    }
    seat.at_desk(move |_, desk| {
        let now = desk.now();
        Ok(desk.preview_edit(&target, &|token| Some(edit.form(token, now)))?.into())
    })
    .await
}

/// In steps, with `change-progress` events, until `cancel_change` is asked.
#[tauri::command]
pub(crate) async fn apply_bulk_edit(
    app: AppHandle,
    seat: Desk<'_>,
    request: BulkEditRequest,
) -> Result<ChangeOutcome, Fault> {
    let (target, edit) = read(request);
    if !edit.errors().is_empty() {
        // The window looks at every edit before it makes it.
        return Err(Fault::Internal { detail: "the edit was not looked at".to_owned() });
    }
    let mut running = seat.change.begin()?;
    seat.at_desk(move |_, desk| {
        let now = desk.now();
        let mut go_on = |progress| running.go_on(progress, |now| watch::emit(&app, "change-progress", now));
        Ok(outcome(desk.edit_alike(&target, &|token| Some(edit.form(token, now)), &mut go_on)?))
    })
    .await
}

fn read(request: BulkEditRequest) -> (Target, BulkEdit) {
    (request.target.into(), request.edit.into())
}

//! Which tokens need a look, and what makes them need none.

use tauri::AppHandle;
use tokendesk_domain::remedy::Remedy;
use tokendesk_issuer::Target;

use super::{Desk, change::outcome};
use crate::{
    convert, watch,
    wire::{self, ChangeOutcome, Fault, FindingPage, FindingRequest, RemedyPreview, RemedyRequest},
};

/// The most tokens of one reply.
const MOST: u32 = 500;

#[tauri::command]
pub(crate) async fn posture(seat: Desk<'_>) -> Result<wire::Posture, Fault> {
    seat.at_desk(|_, desk| {
        // Both read every token; the list comes first.
        desk.await_list_index();
        let posture = desk.posture()?.into();
        tokendesk_allocator::give_back_now();
        Ok(posture)
    })
    .await
}

#[tauri::command]
pub(crate) async fn finding_page(seat: Desk<'_>, request: FindingRequest) -> Result<FindingPage, Fault> {
    let (start, count) = (request.start as usize, request.count.clamp(1, MOST) as usize);
    seat.at_desk(move |_, desk| {
        Ok(convert::finding_page(&desk.finding_page(request.finding.into(), start, count)?))
    })
    .await
}

#[tauri::command]
pub(crate) async fn preview_remedy(seat: Desk<'_>, request: RemedyRequest) -> Result<RemedyPreview, Fault> {
    let (target, remedy) = read(request);
    seat.at_desk(move |_, desk| Ok(desk.preview_remedy(&target, remedy)?.into())).await
}

/// In steps, with `change-progress` events, until `cancel_change` is asked.
#[tauri::command]
pub(crate) async fn apply_remedy(
    app: AppHandle,
    seat: Desk<'_>,
    request: RemedyRequest,
) -> Result<ChangeOutcome, Fault> {
    let (target, remedy) = read(request);
    let mut running = seat.change.begin()?;
    seat.at_desk(move |_, desk| {
        let mut go_on = |progress| running.go_on(progress, |now| watch::emit(&app, "change-progress", now));
        Ok(outcome(desk.remedy(&target, remedy, &mut go_on)?))
    })
    .await
}

fn read(request: RemedyRequest) -> (Target, Remedy) {
    (request.target.into(), request.remedy.into())
}

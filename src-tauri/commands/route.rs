//! Routes, and documents that bring them.

use tokendesk_domain::route_set::{RouteId, RouteSet, RouteSetChanges};
use tokendesk_issuer::{Desk as IssuerDesk, DeskError, RouteError};

use super::Desk;
use crate::{
    convert::{self, ReadDocument},
    wire::{
        DocumentDraft, DocumentPreview, Fault, RouteDraft, RouteMatch, RouteRef, RouteTrial, RoutesPage,
        UnmatchedChoice,
    },
};

#[tauri::command]
pub(crate) async fn list_routes(seat: Desk<'_>) -> Result<RoutesPage, Fault> {
    seat.at_desk(|_, desk| all(desk)).await
}

#[tauri::command]
pub(crate) async fn save_route(seat: Desk<'_>, request: RouteDraft) -> Result<RoutesPage, Fault> {
    seat.at_desk(move |_, desk| {
        let id = request.id.map(RouteId);
        let form = request.into();
        let saved = id.map_or_else(|| desk.add_route(&form), |id| desk.edit_route(id, &form));
        match refusal(saved)? {
            Ok(_) => all(desk).map(Ok),
            Err(fault) => Ok(Err(fault)),
        }
    })
    .await?
}

#[tauri::command]
pub(crate) async fn remove_route(seat: Desk<'_>, request: RouteRef) -> Result<RoutesPage, Fault> {
    seat.at_desk(move |_, desk| desk.remove_routes(&[RouteId(request.id)]).and_then(|_| all(desk))).await
}

#[tauri::command]
pub(crate) async fn choose_unmatched(seat: Desk<'_>, request: UnmatchedChoice) -> Result<RoutesPage, Fault> {
    seat.at_desk(move |_, desk| desk.choose_unmatched(request.unmatched.into()).and_then(|()| all(desk)))
        .await
}

#[tauri::command]
pub(crate) async fn try_route(seat: Desk<'_>, request: RouteTrial) -> Result<RouteMatch, Fault> {
    let (method, host, target) = convert::trial(&request);
    seat.at_desk(move |_, desk| Ok(desk.try_route(&method, &host, &target)?.into())).await
}

#[tauri::command]
pub(crate) async fn preview_document(
    seat: Desk<'_>,
    request: DocumentDraft,
) -> Result<DocumentPreview, Fault> {
    with_document(seat, request, IssuerDesk::preview_import).await
}

#[tauri::command]
pub(crate) async fn import_document(
    seat: Desk<'_>,
    request: DocumentDraft,
) -> Result<DocumentPreview, Fault> {
    with_document(seat, request, IssuerDesk::import_routes).await
}

/// Reads the document and tells what `work` changes, or would.
async fn with_document(
    seat: Desk<'_>,
    request: DocumentDraft,
    work: fn(&IssuerDesk, &RouteSet) -> Result<RouteSetChanges, RouteError>,
) -> Result<DocumentPreview, Fault> {
    seat.at_desk(move |_, desk| {
        let document = match ReadDocument::of(request) {
            Ok(document) => document,
            Err(fault) => return Ok(Err(fault)),
        };
        Ok(refusal(work(desk, &document.set))?.map(|changes| document.preview(&changes)))
    })
    .await?
}

/// What is wrong with the routes themselves is the window's to show; the rest is the desk's to explain.
fn refusal<T>(result: Result<T, RouteError>) -> Result<Result<T, Fault>, DeskError> {
    match result {
        Ok(done) => Ok(Ok(done)),
        Err(RouteError::Desk(error)) => Err(error),
        Err(RouteError::Invalid(problems)) => Ok(Err(convert::invalid_route(problems))),
    }
}

fn all(desk: &IssuerDesk) -> Result<RoutesPage, DeskError> {
    Ok(RoutesPage {
        routes: desk.routes()?.into_iter().map(Into::into).collect(),
        unmatched: desk.unmatched()?.into(),
    })
}

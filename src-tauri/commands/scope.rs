//! The scope catalogue.

use tokendesk_issuer::{Desk as IssuerDesk, DeskError, Retirement};

use super::Desk;
use crate::wire::{Fault, Scope, ScopeDraft, ScopeHolder, ScopeHolders, ScopeRef, ScopeRetirement};

/// Holders that are named.
const HOLDERS: u32 = 50;

#[tauri::command]
pub(crate) async fn list_scopes(seat: Desk<'_>) -> Result<Vec<Scope>, Fault> {
    seat.at_desk(|_, desk| all(desk)).await
}

#[tauri::command]
pub(crate) async fn add_scope(seat: Desk<'_>, request: ScopeDraft) -> Result<Vec<Scope>, Fault> {
    seat.at_desk(move |_, desk| desk.add_scope(&request.into()).and_then(|_| all(desk))).await
}

#[tauri::command]
pub(crate) async fn edit_scope(seat: Desk<'_>, request: ScopeDraft) -> Result<Vec<Scope>, Fault> {
    seat.at_desk(move |_, desk| desk.edit_scope(&request.into()).and_then(|_| all(desk))).await
}

#[tauri::command]
pub(crate) async fn retire_scope(seat: Desk<'_>, request: ScopeRef) -> Result<ScopeRetirement, Fault> {
    seat.at_desk(move |_, desk| {
        let removed = desk.retire_scope(&request.name)? == Retirement::Removed;
        Ok(ScopeRetirement { removed, scopes: all(desk)? })
    })
    .await
}

#[tauri::command]
pub(crate) async fn reinstate_scope(seat: Desk<'_>, request: ScopeRef) -> Result<Vec<Scope>, Fault> {
    seat.at_desk(move |_, desk| desk.reinstate_scope(&request.name).and_then(|()| all(desk))).await
}

#[tauri::command]
pub(crate) async fn scope_holders(seat: Desk<'_>, request: ScopeRef) -> Result<ScopeHolders, Fault> {
    seat.at_desk(move |_, desk| {
        let holders = desk.scope_holders(&request.name, HOLDERS)?;
        let tokens = holders.first.into_iter().map(|(id, name)| ScopeHolder { id: id.0, name }).collect();
        Ok(ScopeHolders { total: holders.total, tokens })
    })
    .await
}

fn all(desk: &IssuerDesk) -> Result<Vec<Scope>, DeskError> {
    Ok(desk.scopes()?.into_iter().map(Into::into).collect())
}

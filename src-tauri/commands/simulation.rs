//! The simulator.

use super::Desk;
use crate::{
    convert,
    wire::{Fault, ImaginedRequest, Simulation},
};

#[tauri::command]
pub(crate) async fn explain_request(seat: Desk<'_>, request: ImaginedRequest) -> Result<Simulation, Fault> {
    match convert::imagined_request(request) {
        Ok(request) => seat.at_desk(move |_, desk| Ok(desk.explain_request(&request)?.into())).await,
        Err(unread) => Ok(*unread),
    }
}

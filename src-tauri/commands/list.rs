//! The list and a token's details.

use tokendesk_domain::{list_query::ListQuery, token::TokenId};

use super::Desk;
use crate::{
    convert,
    wire::{
        self, ChipCounts, Fault, ListRequest, LocateRequest, TokenDetails, TokenPage, TokenPlaces, TokenRef,
    },
};

/// The most rows of one reply.
const MOST_ROWS: u32 = 500;

#[tauri::command]
pub(crate) async fn list_tokens(seat: Desk<'_>, request: ListRequest) -> Result<TokenPage, Fault> {
    let (start, count) = (request.start as usize, request.count.clamp(1, MOST_ROWS) as usize);
    let query = ListQuery::from(request.query);
    seat.at_desk(move |_, desk| Ok(convert::page(&desk.page(&query, start, count)?))).await
}

#[tauri::command]
pub(crate) async fn count_list(seat: Desk<'_>, request: wire::ListQuery) -> Result<u32, Fault> {
    let query = ListQuery::from(request);
    seat.at_desk(move |_, desk| Ok(small(desk.list_length(&query)?))).await
}

#[tauri::command]
pub(crate) async fn count_tokens(seat: Desk<'_>) -> Result<ChipCounts, Fault> {
    seat.at_desk(|_, desk| Ok(desk.counts()?.into())).await
}

#[tauri::command]
pub(crate) async fn locate_tokens(seat: Desk<'_>, request: LocateRequest) -> Result<TokenPlaces, Fault> {
    let ids: Vec<TokenId> = request.ids.into_iter().map(TokenId).collect();
    let query = ListQuery::from(request.query);
    seat.at_desk(move |_, desk| {
        let places = desk.locate(&query, &ids)?;
        Ok(TokenPlaces { indexes: places.into_iter().map(|place| place.map(small)).collect() })
    })
    .await
}

#[tauri::command]
pub(crate) async fn token_details(seat: Desk<'_>, request: TokenRef) -> Result<TokenDetails, Fault> {
    seat.at_desk(move |_, desk| Ok(desk.details(TokenId(request.id))?.into())).await
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

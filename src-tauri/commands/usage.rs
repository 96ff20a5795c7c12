//! How tokens are used.

use tokendesk_domain::token::TokenId;

use super::Desk;
use crate::wire::{Fault, TokenUsage, UsageRequest};

#[tauri::command]
pub(crate) async fn token_usage(seat: Desk<'_>, request: UsageRequest) -> Result<TokenUsage, Fault> {
    seat.at_desk(move |_, desk| Ok(desk.usage(TokenId(request.id), request.span.into())?.into())).await
}

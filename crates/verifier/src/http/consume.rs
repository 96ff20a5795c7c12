//! `POST /v1/consume`: what work did cost, told after it, whether it was reserved or not.

use http::{
    HeaderMap, StatusCode,
    header::{HeaderValue, RETRY_AFTER},
};
use serde::{Deserialize, Serialize};
use tokendesk_domain::{amount::Amount, token::TokenId};

use super::{
    answer::{Answer, problem},
    cost::{BookingName, SettledCost},
    front::Front,
    programs::{Unread, read, reply},
};
use crate::{CostSettlement, SettlementError};

/// A service behind a gateway knows the number of a token, not its key.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConsumeRequest {
    key: Option<String>,
    token_id: Option<i64>,
    idempotency_key: BookingName,
    cost: SettledCost,
}

#[derive(Serialize)]
struct ConsumeReply {
    /// What was charged beyond what was reserved, in units; negative: given back.
    charged: i64,
    /// It was booked by an earlier call; this one changed nothing.
    repeated: bool,
    /// What is left of the quota that has the least left; none: unlimited.
    remaining_units: Option<u64>,
}

pub(crate) fn consume(front: &Front, headers: &HeaderMap, body: &[u8]) -> Answer {
    read(headers, body).map_or_else(Unread::answer, |request| book(front, &request))
}

fn book(front: &Front, request: &ConsumeRequest) -> Answer {
    let token = match (&request.key, request.token_id) {
        (Some(key), None) => front.verifier.token_of(key),
        (None, Some(id)) => Some(TokenId(id)),
        _ => return problem(StatusCode::BAD_REQUEST, "Send either key or token_id."),
    };
    let settlement = CostSettlement { name: &request.idempotency_key.0, cost: request.cost.0 };
    let booked = token.ok_or(SettlementError::NoToken).and_then(|token| {
        // What waits for the disk must not hold up the calls that share its thread.
        tokio::task::block_in_place(|| front.verifier.settle(token, &settlement))
    });
    match booked {
        Ok(booked) => reply(&ConsumeReply {
            charged: booked.difference,
            repeated: booked.is_repeated,
            remaining_units: booked.left.map(Amount::units),
        }),
        Err(error) => refused(&error),
    }
}

fn refused(error: &SettlementError) -> Answer {
    match error {
        SettlementError::NoToken => problem(StatusCode::NOT_FOUND, "There is no such token."),
        SettlementError::Taken => {
            problem(StatusCode::CONFLICT, "The idempotency key was settled with another cost.")
        }
        SettlementError::TooMuchBack => {
            problem(StatusCode::UNPROCESSABLE_ENTITY, "More would be given back than was spent.")
        }
        SettlementError::Store(error) => {
            tracing::warn!(%error, "a cost can't be settled");
            let mut answer = problem(StatusCode::SERVICE_UNAVAILABLE, "The data file can't be written now.");
            answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
            answer
        }
    }
}

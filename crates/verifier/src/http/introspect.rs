//! `POST /v1/introspect`: is this token alive, and what may it do? (RFC 7662)
//!
//! What depends on a request (address, route, limit) is not judged, and nothing is charged.

use http::{HeaderMap, StatusCode, header::CONTENT_TYPE};
use serde::Serialize;
use serde_json::json;
use tokendesk_domain::access::{Credential, Refusal};

use super::{
    answer::{Answer, problem},
    asked::Asked,
    front::Front,
    programs::reply,
    told::Told,
};
use crate::Charge;

#[derive(Serialize)]
struct Alive<'t> {
    active: bool,
    token_type: &'static str,
    scope: &'t str,
    /// The token's number.
    sub: String,
    token_name: &'t str,
    /// Unix seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    exp: Option<i64>,
}

pub(crate) fn introspect(front: &Front, headers: &HeaderMap, body: &[u8]) -> Answer {
    let media = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !media.starts_with("application/x-www-form-urlencoded") {
        return problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Send application/x-www-form-urlencoded.");
    }
    let mut tokens = form_urlencoded::parse(body).filter(|(name, _)| name == "token").map(|(_, value)| value);
    let (Some(key), None) = (tokens.next(), tokens.next()) else {
        return problem(StatusCode::BAD_REQUEST, "Send the parameter token, once.");
    };
    let told = Told::default();
    let asked = Asked { address: None, method: "GET", host: "".into(), target: "/", told, request_id: None };
    let verdict = front.judge(Credential::One(&key), &asked, Charge::Nothing);
    match &verdict.token {
        Some(token) if verdict.refusal.as_ref().is_none_or(depends_on_the_request) => reply(&Alive {
            active: true,
            token_type: "Bearer",
            scope: token.scopes(),
            sub: token.id().0.to_string(),
            token_name: token.name(),
            exp: token.expires().map(|at| at.timestamp()),
        }),
        _ => reply(&json!({ "active": false })),
    }
}

const fn depends_on_the_request(refusal: &Refusal) -> bool {
    match refusal {
        Refusal::AddressUnknown
        | Refusal::IpBlocked
        | Refusal::IpNotAllowed
        | Refusal::PathRefused
        | Refusal::NoRoute
        | Refusal::ScopeMissing { .. }
        | Refusal::ModelUnknown
        | Refusal::ModelNotAllowed
        | Refusal::RateLimited
        | Refusal::LimitReached
        | Refusal::QuotaExhausted
        | Refusal::ReservationTaken
        | Refusal::CountingUnavailable => true,
        Refusal::KeyMissing
        | Refusal::SeveralKeys
        | Refusal::UnknownKey
        | Refusal::Deleted
        | Refusal::Revoked
        | Refusal::Disabled
        | Refusal::KeyRotatedOut
        | Refusal::Expired => false,
    }
}

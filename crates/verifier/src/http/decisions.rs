//! `GET /v1/decisions`: the last 100 decisions, the newest first, for people who look on. No keys, and no queries.

use std::net::IpAddr;

use chrono::SecondsFormat;
use http::{HeaderValue, header::CACHE_CONTROL};
use serde::Serialize;
use tokendesk_domain::access::Refusal;

use super::{answer::Answer, programs::reply};
use crate::{RecentDecision, Verifier};

#[derive(Serialize)]
struct Decisions<'d> {
    decisions: Vec<Decision<'d>>,
}

#[derive(Serialize)]
struct Decision<'d> {
    at: String,
    code: &'static str,
    token: Option<Token<'d>>,
    address: Option<IpAddr>,
    method: &'d str,
    path: &'d str,
}

#[derive(Serialize)]
struct Token<'d> {
    id: i64,
    name: &'d str,
}

pub(crate) fn answer(verifier: &Verifier) -> Answer {
    let recent = verifier.decisions();
    let mut answer = reply(&Decisions { decisions: recent.iter().map(told).collect() });
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

fn told(decision: &RecentDecision) -> Decision<'_> {
    Decision {
        at: decision.at.to_rfc3339_opts(SecondsFormat::Millis, true),
        code: decision.refusal.as_ref().map_or("allowed", Refusal::code),
        token: decision.token.as_ref().map(|(id, name)| Token { id: id.0, name }),
        address: decision.address,
        method: &decision.method,
        path: &decision.path,
    }
}

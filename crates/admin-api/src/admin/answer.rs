//! What this face answers.

use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use serde::Serialize;

use super::problem;
use crate::refusal::Refusal;

/// A body of JSON.
pub(super) fn json(status: StatusCode, body: &impl Serialize) -> Response {
    let text = serde_json::to_string(body).expect("what we answer is JSON");
    (status, [(header::CONTENT_TYPE, "application/json")], text).into_response()
}

/// What was found, written on the thread that found it: it may be long, and those that talk to everybody do not wait.
pub(super) fn ok(body: &impl Serialize) -> Response {
    json(StatusCode::OK, body)
}

/// As [`ok`], for what takes about so many `bytes`: its room need not grow, with a copy of all of it each time.
pub(super) fn ok_long(body: &impl Serialize, bytes: usize) -> Response {
    let mut text = Vec::with_capacity(bytes);
    serde_json::to_writer(&mut text, body).expect("what we answer is JSON");
    (StatusCode::OK, [(header::CONTENT_TYPE, "application/json")], text).into_response()
}

/// What was found, or why not.
pub(super) fn answer(found: Result<Response, Refusal>) -> Response {
    found.unwrap_or_else(|refusal| problem::of(&refusal))
}

//! What this face answers.

use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use serde::Serialize;

use super::problem;
use crate::refusal::Refusal;

/// A body of JSON.
pub(super) fn json(status: StatusCode, body: &impl Serialize) -> Response {
    json_in(Vec::new(), status, body)
}

fn json_in(mut text: Vec<u8>, status: StatusCode, body: &impl Serialize) -> Response {
    serde_json::to_writer(&mut text, body).expect("what we answer is JSON");
    (status, [(header::CONTENT_TYPE, "application/json")], text).into_response()
}

/// What was found, written on the thread that found it: it may be long, and those that talk to everybody do not wait.
pub(super) fn ok(body: &impl Serialize) -> Response {
    json(StatusCode::OK, body)
}

/// As [`ok`], for what takes about so many `bytes`: its room need not grow, with a copy of all of it each time.
pub(super) fn ok_long(body: &impl Serialize, bytes: usize) -> Response {
    json_in(Vec::with_capacity(bytes), StatusCode::OK, body)
}

/// What was found, or why not.
pub(super) fn answer(found: Result<Response, Refusal>) -> Response {
    found.unwrap_or_else(|refusal| problem::of(&refusal))
}

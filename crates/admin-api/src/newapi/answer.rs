//! The envelope: `{"success":…,"message":…,"data":…}`, with status 200 also for what is wrong with a request.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use tokendesk_domain::field_error::{Field, FieldError, Problem};
use tokendesk_issuer::DeskError;

use super::fields::name_of;
use crate::refusal::{Place, Refusal, Wrong};

#[derive(Serialize)]
struct Envelope<'t, T> {
    success: bool,
    message: &'t str,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
}

/// What was asked for, or why not.
pub(super) fn answer<T: Serialize>(done: Result<T, Refusal>) -> Response {
    done.map_or_else(|refusal| refused(&refusal), |data| success(Some(data)))
}

/// Done; `None`: there is nothing to tell.
pub(super) fn success<T: Serialize>(data: Option<T>) -> Response {
    object(StatusCode::OK, &Envelope { success: true, message: "", data, code: None })
}

/// Refused.
pub(super) fn refused(refusal: &Refusal) -> Response {
    let status = status(refusal);
    let code = match status {
        StatusCode::UNAUTHORIZED => Some("AUTH_UNAUTHORIZED"),
        StatusCode::FORBIDDEN => Some("AUTH_FORBIDDEN"),
        _ => None,
    };
    failure(refusal, &message(refusal), code)
}

/// Refused in the words of the manual where it has some (source: reference/seeds/004, "Common errors").
pub(super) fn refused_by_manual(refusal: &Refusal) -> Response {
    match status(refusal) {
        StatusCode::UNAUTHORIZED => failure(refusal, "Authentication failed", None),
        status if status.is_server_error() => failure(refusal, "生成令牌失败", None),
        _ => failure(refusal, &message(refusal), None),
    }
}

fn failure(refusal: &Refusal, message: &str, code: Option<&'static str>) -> Response {
    let body = Envelope::<()> { success: false, message, data: None, code };
    let mut response = object(status(refusal), &body);
    say_when(&mut response, refusal);
    response
}

/// When to try again.
pub(super) fn say_when(response: &mut Response, refusal: &Refusal) {
    if let Refusal::TooManyTries { retry_after_s } = refusal {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(*retry_after_s));
    }
}

/// What is wrong with the content of a request has status 200; who may not ask, and a fault of the machine, have
/// theirs, so that a client tries again only where that helps.
fn status(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::Wrong(_)
        | Refusal::Syntax(_)
        | Refusal::MediaType
        | Refusal::RepeatedOtherwise
        | Refusal::NotApplicable(_) => StatusCode::OK,
        Refusal::Desk(_) if !refusal.is_fault() => StatusCode::OK,
        other => other.status(),
    }
}

/// All that is wrong, in one line. A name that is too long is told as their server tells it, and nothing besides.
pub(super) fn message(refusal: &Refusal) -> String {
    let is_long_name =
        |error: &FieldError| error.field == Field::Name && matches!(error.problem, Problem::TooLong { .. });
    match refusal {
        Refusal::Wrong(wrong) => join(wrong.iter().map(at_its_place)),
        Refusal::Desk(DeskError::Invalid(errors)) if errors.iter().any(is_long_name) => {
            "令牌名称过长".to_owned()
        }
        Refusal::Desk(DeskError::Invalid(errors)) => {
            let entry = |error: &FieldError| error.index.map(|index| format!(".{index}")).unwrap_or_default();
            join(
                errors
                    .iter()
                    .map(|error| format!("{}{}: {}", name_of(error.field), entry(error), error.problem)),
            )
        }
        other => other.detail(),
    }
}

fn at_its_place(wrong: &Wrong) -> String {
    let place = match &wrong.place {
        Place::Body(pointer) => pointer.trim_start_matches('/').replace('/', "."),
        Place::Query(name) => name.clone(),
        Place::Header(name) => (*name).to_owned(),
    };
    if place.is_empty() { wrong.detail.clone() } else { format!("{place}: {}", wrong.detail) }
}

fn join(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(" ")
}

/// An object without an envelope.
pub(super) fn object(status: StatusCode, body: &impl Serialize) -> Response {
    let text = serde_json::to_string(body).expect("what we answer is JSON");
    (status, [(header::CONTENT_TYPE, "application/json; charset=utf-8")], text).into_response()
}

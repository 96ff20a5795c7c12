//! Refusals in the shape of RFC 9457, with all that is wrong at once.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use tokendesk_domain::field_error::{Field, FieldError};
use tokendesk_issuer::DeskError;
use utoipa::ToSchema;

use crate::refusal::{Place, Refusal, Wrong};

/// Why a request was refused; nothing was changed by it.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct ProblemBody {
    /// Names the kind of problem; the same as `code`.
    #[serde(rename = "type")]
    kind: String,
    /// What the status means.
    title: &'static str,
    status: u16,
    /// For programs; stays.
    code: &'static str,
    /// For people.
    detail: String,
    /// All that is wrong with the request.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<ErrorBody>,
}

/// One thing that is wrong: at a JSON pointer into the body, a parameter of the query, or a header.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FieldProblem)]
pub(super) struct ErrorBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    header: Option<String>,
    code: &'static str,
    detail: String,
}

impl From<Wrong> for ErrorBody {
    fn from(wrong: Wrong) -> Self {
        let (mut pointer, mut parameter, mut header) = (None, None, None);
        match wrong.place {
            Place::Body(at) => pointer = Some(at),
            Place::Query(name) => parameter = Some(name),
            Place::Header(name) => header = Some(name.to_owned()),
        }
        Self { pointer, parameter, header, code: wrong.code, detail: wrong.detail }
    }
}

/// The refusal as an answer.
pub(super) fn of(refusal: &Refusal) -> Response {
    let status = refusal.status();
    let errors = match refusal {
        Refusal::Wrong(wrong) => wrong.iter().cloned().map(ErrorBody::from).collect(),
        Refusal::Desk(DeskError::Invalid(errors)) => {
            errors.iter().map(|error| ErrorBody::from(wrong(error))).collect()
        }
        _ => Vec::new(),
    };
    let body = ProblemBody {
        kind: format!("urn:tokendesk:problem:{}", refusal.code()),
        title: status.canonical_reason().unwrap_or_default(),
        status: status.as_u16(),
        code: refusal.code(),
        detail: refusal.detail(),
        errors,
    };
    let text = serde_json::to_string(&body).expect("texts are JSON");
    let mut response = (status, [(header::CONTENT_TYPE, "application/problem+json")], text).into_response();
    let headers = response.headers_mut();
    match refusal {
        Refusal::TooManyTries { retry_after_s } => {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(*retry_after_s));
        }
        _ if status == StatusCode::UNAUTHORIZED => {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        _ => {}
    }
    response
}

/// A rule's error at the field that this face has for it.
pub(super) fn wrong(error: &FieldError) -> Wrong {
    let field = match error.field {
        Field::AllowIps => "allow_ips",
        Field::BlockIps => "block_ips",
        Field::Scopes => "scopes",
        Field::Burst => "rate/burst",
        other => other.code(),
    };
    let index = error.index.map(|index| format!("/{index}")).unwrap_or_default();
    Wrong::body(format!("/{field}{index}"), error.problem.code(), error.problem.to_string())
}

//! What goes back to a gateway: status, headers and problem details of a verdict.
//!
//! The client learns a generic status: never which of a token's terms refused it, nor its lists.

use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::{
    HeaderMap, HeaderName, HeaderValue, Response, StatusCode,
    header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE},
};
use http_body_util::Full;
use itoa::Integer;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::Serialize;
use tokendesk_domain::{
    access::{Challenge, Refusal},
    limit::LimitWindow,
};

use crate::{LimitView, TokenView, Verdict};

/// Whole in memory: head and body leave in one write.
pub(crate) type Answer = Response<Full<Bytes>>;

/// What a gateway can pass on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// Any status, headers and a body.
    Whole,
    /// nginx: 401 and 403 alone, without a body; what else the client is to be told comes in [`DENY`].
    Nginx,
}

/// The status that nginx is to answer with instead of 403.
const DENY: HeaderName = HeaderName::from_static("x-deny");
/// Why, for nginx's log; nginx does not pass it on.
const DENY_CODE: HeaderName = HeaderName::from_static("x-deny-code");
const TOKEN_ID: HeaderName = HeaderName::from_static("x-token-id");
const TOKEN_NAME: HeaderName = HeaderName::from_static("x-token-name");
const TOKEN_SCOPES: HeaderName = HeaderName::from_static("x-token-scopes");
const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// A verdict for a gateway that asks over HTTP. An allowed request gets 200 with an empty body: Envoy takes a 204
/// for a refusal, and nginx and Caddy keep the connection only where there is nothing to read. `room` is as of [`fields`].
pub(crate) fn answer(
    verdict: &Verdict<'_>,
    style: Style,
    room: HeaderMap,
    now: impl FnOnce() -> DateTime<Utc>,
) -> Answer {
    let mut answer = Answer::default();
    *answer.headers_mut() = fields(verdict, room, now);
    let Some(refusal) = &verdict.refusal else { return answer };
    let status = status(refusal);
    match style {
        Style::Nginx => {
            let headers = answer.headers_mut();
            headers.insert(DENY, status.as_u16().into());
            headers.insert(DENY_CODE, HeaderValue::from_static(refusal.outside_code()));
            let passed_on = status == StatusCode::UNAUTHORIZED;
            *answer.status_mut() = if passed_on { status } else { StatusCode::FORBIDDEN };
        }
        Style::Whole => {
            answer.headers_mut().insert(CONTENT_TYPE, PROBLEM_JSON);
            *answer.status_mut() = status;
            *answer.body_mut() = problem_body(status, None).into();
        }
    }
    answer
}

/// The status of a refusal.
pub(crate) fn status(refusal: &Refusal) -> StatusCode {
    StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::FORBIDDEN)
}

/// Headers that there is room for on each connection, whatever came by it.
const ROOM_MAX: usize = 32;

/// The room that the headers of a call took, for those of its answer; a new one where they were many, or had lines of the
/// same name, which take room of their own: what one long head took must not stay with each connection.
pub(crate) fn room_of(asked: &mut HeaderMap) -> HeaderMap {
    let is_usual = asked.capacity() <= ROOM_MAX && asked.len() == asked.keys_len();
    if is_usual { std::mem::take(asked) } else { HeaderMap::with_capacity(8) }
}

/// The headers of a verdict, but for those of one dialect, in the room of `room`, of which nothing else is left. `now` is
/// asked where something is to be waited for.
pub(crate) fn fields(
    verdict: &Verdict<'_>,
    room: HeaderMap,
    now: impl FnOnce() -> DateTime<Utc>,
) -> HeaderMap {
    let mut headers = room;
    headers.clear();
    match (&verdict.refusal, &verdict.token) {
        (None, Some(token)) => identify(token, &mut headers),
        (None, None) => {}
        (Some(refusal), _) => refuse(refusal, verdict, &mut headers),
    }
    if let Some(limit) = &verdict.limit {
        tell_limit(limit, now, &mut headers);
    }
    headers
}

/// On every 200, each of them: where one is missing, a client's forged one may reach the backend.
fn identify(token: &TokenView<'_>, headers: &mut HeaderMap) {
    headers.insert(TOKEN_ID, token.id().0.into());
    headers.insert(TOKEN_NAME, encoded(token.name()));
    headers.insert(TOKEN_SCOPES, encoded(token.scopes()));
}

fn refuse(refusal: &Refusal, verdict: &Verdict<'_>, headers: &mut HeaderMap) {
    if let Some(value) = refusal.challenge().and_then(challenge) {
        headers.insert(WWW_AUTHENTICATE, value);
    }
    let unavailable = matches!(refusal, Refusal::CountingUnavailable).then_some(1);
    let after = verdict.retry_after.map(|after| after.as_secs() + u64::from(after.subsec_nanos() > 0));
    if let Some(after_s) = after.or(unavailable) {
        headers.insert(RETRY_AFTER, after_s.max(1).into());
    }
}

/// RFC 6750 §3.
fn challenge(challenge: Challenge<'_>) -> Option<HeaderValue> {
    Some(match challenge {
        Challenge::KeyNeeded => HeaderValue::from_static("Bearer realm=\"api\""),
        Challenge::InvalidRequest => {
            HeaderValue::from_static("Bearer realm=\"api\", error=\"invalid_request\"")
        }
        Challenge::InvalidToken => HeaderValue::from_static("Bearer realm=\"api\", error=\"invalid_token\""),
        Challenge::InsufficientScope(scope) => {
            let text = format!("Bearer realm=\"api\", error=\"insufficient_scope\", scope=\"{scope}\"");
            text.parse().ok()?
        }
    })
}

/// `RateLimit-Policy` and `RateLimit` (IETF draft-ietf-httpapi-ratelimit-headers).
fn tell_limit(limit: &LimitView, now: impl FnOnce() -> DateTime<Utc>, headers: &mut HeaderMap) {
    let (name, window_s) = match limit.window {
        LimitWindow::Total => ("total", None),
        LimitWindow::Minute => ("minute", Some(60)),
        LimitWindow::Hour => ("hourly", Some(3_600)),
        LimitWindow::Day => ("daily", Some(86_400)),
        LimitWindow::Month => ("monthly", None),
    };
    let left_s = limit.resets_ms.map(|resets_ms| {
        let left_ms = resets_ms.saturating_sub(now().timestamp_millis()).max(0);
        left_ms / 1_000 + i64::from(left_ms % 1_000 > 0)
    });
    // One text for both: each value is a copy of it.
    let mut text = String::with_capacity(64);
    for (header, count, number, unit, seconds) in
        [(POLICY, "q", limit.max, "w", window_s), (LIMIT, "r", limit.remaining, "t", left_s)]
    {
        text.clear();
        text.extend(["\"", name, "\""]);
        parameter(count, number, &mut text);
        if let Some(seconds) = seconds {
            parameter(unit, seconds, &mut text);
        }
        if let Ok(value) = HeaderValue::from_str(&text) {
            headers.insert(header, value);
        }
    }
}

/// `;name=number`, without the machinery of formatting: it is written with every answer.
fn parameter(name: &str, number: impl Integer, text: &mut String) {
    text.extend([";", name, "=", itoa::Buffer::new().format(number)]);
}

/// What may not stand in a header as it is.
const FOREIGN: &AsciiSet = &CONTROLS.add(b'%');

/// Text of any language in a header: UTF-8, percent-encoded but for printable ASCII.
fn encoded(text: &str) -> HeaderValue {
    let value = if text.bytes().all(|b| (b' '..=b'~').contains(&b) && b != b'%') {
        HeaderValue::from_str(text)
    } else {
        HeaderValue::try_from(utf8_percent_encode(text, FOREIGN).to_string())
    };
    value.unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// The media type of problem details.
pub(crate) const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");

/// RFC 9457.
#[derive(Serialize)]
struct Problem<'p> {
    r#type: &'static str,
    title: &'static str,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'p str>,
}

/// An answer to a call that is no question.
pub(crate) fn problem(status: StatusCode, detail: &str) -> Answer {
    let mut answer = Answer::new(problem_body(status, Some(detail)).into());
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, PROBLEM_JSON);
    answer
}

pub(crate) fn problem_body(status: StatusCode, detail: Option<&str>) -> String {
    let title = status.canonical_reason().unwrap_or("Refused");
    let problem = Problem { r#type: "about:blank", title, status: status.as_u16(), detail };
    serde_json::to_string(&problem).unwrap_or_default()
}

#[cfg(test)]
mod tests;

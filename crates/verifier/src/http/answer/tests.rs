use http_body_util::BodyExt;
use std::time::Duration;
use tokendesk_domain::{scope::ScopeName, token::TokenId};

use super::*;

fn now() -> DateTime<Utc> {
    "2026-01-31T15:00:00.250Z".parse().unwrap()
}

fn token(name: &str) -> TokenView<'_> {
    let (id, name) = (TokenId(7), name.into());
    TokenView { id, generation: 1, name, scopes: "read write", group: "default", expires_ms: None }
}

fn limit(window: LimitWindow, remaining: u64) -> LimitView {
    let resets_ms = (window != LimitWindow::Total).then(|| now().timestamp_millis() + 9_100);
    LimitView { max: 1_000, remaining, window, resets_ms }
}

fn allowed() -> Verdict<'static> {
    let limit = Some(limit(LimitWindow::Day, 100));
    Verdict { refusal: None, token: Some(token("ci")), limit, left: None, retry_after: None }
}

fn refused(refusal: Refusal) -> Verdict<'static> {
    Verdict { refusal: Some(refusal), token: None, limit: None, left: None, retry_after: None }
}

/// Status, headers and body as they go out, but for what HTTP itself adds.
fn written(verdict: &Verdict<'_>, style: Style) -> String {
    let answer = answer(verdict, style, HeaderMap::new(), now);
    let mut text = format!("{}\n", answer.status());
    for (name, value) in answer.headers() {
        text.extend([name.as_str(), ": ", value.to_str().unwrap(), "\n"]);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let body = runtime.block_on(answer.into_body().collect()).unwrap().to_bytes();
    text.push_str(std::str::from_utf8(&body).unwrap());
    text
}

fn every_refusal() -> Vec<Verdict<'static>> {
    let scope = ScopeName::parse("clusters:read").unwrap();
    let exhausted = Verdict {
        token: Some(token("ci")),
        limit: Some(limit(LimitWindow::Day, 0)),
        retry_after: Some(Duration::from_millis(9_100)),
        ..refused(Refusal::LimitReached)
    };
    let mut all: Vec<_> = [
        Refusal::KeyMissing,
        Refusal::SeveralKeys,
        Refusal::UnknownKey,
        Refusal::Deleted,
        Refusal::Revoked,
        Refusal::Disabled,
        Refusal::KeyRotatedOut,
        Refusal::Expired,
        Refusal::AddressUnknown,
        Refusal::IpBlocked,
        Refusal::IpNotAllowed,
        Refusal::PathRefused,
        Refusal::NoRoute,
        Refusal::ScopeMissing { scope },
        Refusal::ModelUnknown,
        Refusal::ModelNotAllowed,
        Refusal::ReservationTaken,
        Refusal::CountingUnavailable,
    ]
    .map(refused)
    .into();
    all.push(Verdict { retry_after: Some(Duration::from_millis(20)), ..refused(Refusal::RateLimited) });
    all.push(exhausted);
    all.push(Verdict { retry_after: Some(Duration::from_mins(1)), ..refused(Refusal::QuotaExhausted) });
    all
}

fn table(style: Style) -> String {
    let rows = every_refusal().into_iter().map(|verdict| {
        let code = verdict.refusal.as_ref().unwrap().code();
        format!("== {code}\n{}\n", written(&verdict, style))
    });
    rows.collect()
}

#[test]
fn an_allowed_request_gets_an_empty_200_that_names_the_token() {
    insta::assert_snapshot!(written(&allowed(), Style::Whole), @r#"
    200 OK
    x-token-id: 7
    x-token-name: ci
    x-token-scopes: read write
    ratelimit-policy: "daily";q=1000;w=86400
    ratelimit: "daily";r=100;t=10
    "#);
    assert_eq!(written(&allowed(), Style::Nginx), written(&allowed(), Style::Whole));
}

#[test]
fn every_refusal_has_its_status_headers_and_problem() {
    insta::assert_snapshot!("whole", table(Style::Whole));
}

#[test]
fn nginx_is_told_in_headers_what_it_can_not_pass_on() {
    insta::assert_snapshot!("nginx", table(Style::Nginx));
}

#[test]
fn unknown_expired_revoked_and_disabled_look_alike_from_outside() {
    let unknown = written(&refused(Refusal::UnknownKey), Style::Whole);
    for refusal in
        [Refusal::Deleted, Refusal::Revoked, Refusal::Disabled, Refusal::KeyRotatedOut, Refusal::Expired]
    {
        assert_eq!(written(&refused(refusal), Style::Whole), unknown);
    }
}

#[test]
fn windows_of_no_fixed_length_tell_none() {
    for (window, policy, state) in [
        (LimitWindow::Total, "\"total\";q=1000", "\"total\";r=5"),
        (LimitWindow::Minute, "\"minute\";q=1000;w=60", "\"minute\";r=5;t=10"),
        (LimitWindow::Hour, "\"hourly\";q=1000;w=3600", "\"hourly\";r=5;t=10"),
        (LimitWindow::Month, "\"monthly\";q=1000", "\"monthly\";r=5;t=10"),
    ] {
        let headers = fields(&Verdict { limit: Some(limit(window, 5)), ..allowed() }, HeaderMap::new(), now);
        assert_eq!((&headers[POLICY], &headers[LIMIT]), (&policy.parse().unwrap(), &state.parse().unwrap()));
    }
}

#[test]
fn a_name_of_any_language_fits_into_a_header() {
    for (name, expected) in [("two words", "two words"), ("100%", "100%25"), ("토큰", "%ED%86%A0%ED%81%B0")]
    {
        let headers = fields(&Verdict { token: Some(token(name)), ..allowed() }, HeaderMap::new(), now);
        assert_eq!(headers[TOKEN_NAME], expected);
    }
}

#[test]
fn nothing_of_what_was_asked_is_left_in_the_room_of_an_answer() {
    let mut room = HeaderMap::new();
    room.insert("authorization", "Bearer sk-secret".parse().unwrap());
    room.insert("x-token-id", "7".parse().unwrap());
    let headers = fields(&Verdict::refused(Refusal::UnknownKey), room, now);
    assert_eq!(headers.keys().collect::<Vec<_>>(), ["www-authenticate"]);
}

#[test]
fn what_a_long_head_took_does_not_stay_with_its_connection() {
    let name = |n: usize| HeaderName::try_from(format!("x-{n}")).unwrap();
    let headers = |names: &[usize]| {
        let mut headers = HeaderMap::new();
        for n in names {
            headers.append(name(*n), HeaderValue::from_static("v"));
        }
        headers
    };
    let mut usual = headers(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    let capacity = usual.capacity();
    assert_eq!((room_of(&mut usual).capacity(), usual.len()), (capacity, 0));
    let many: Vec<usize> = (0..100).collect();
    for mut long in [headers(&many), headers(&[1; 100])] {
        let room = room_of(&mut long);
        assert!(room.is_empty() && room.capacity() <= ROOM_MAX);
    }
}

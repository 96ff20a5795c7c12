//! `POST /v1/verify` and `/v1/verify/batch`: the same decision for programs, in JSON.

use std::net::IpAddr;

use http::{HeaderMap, HeaderValue, StatusCode, header::CONTENT_TYPE};
use serde::{Deserialize, Serialize};
use tokendesk_domain::{
    access::{Credential, Refusal},
    amount::Amount,
    route::host_name,
    scope::ScopeName,
};
use uuid::Uuid;

use super::{
    answer::{Answer, problem},
    asked::Asked,
    cost::{Cost, Hold, is_booking_name},
    front::Front,
    told::Told,
    trust::address,
};
use crate::{Charge, LimitView, TokenView, Verdict};

/// The most questions of one batch.
const BATCH_MAX: usize = 1_000;

/// One question. A field of another name is an error: a rule that is asked for and unknown must not be passed over.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VerifyRequest {
    key: Option<String>,
    ip: Option<Address>,
    #[serde(default = "get")]
    method: String,
    #[serde(default)]
    host: String,
    #[serde(default = "root")]
    path: String,
    scope: Option<Scope>,
    model: Option<String>,
    #[serde(default)]
    cost: Cost,
    /// For how long the cost is only held, in seconds, to be settled by the idempotency key; none: it is charged.
    reserve_s: Option<Hold>,
    #[serde(default)]
    dry_run: bool,
    idempotency_key: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BatchRequest {
    requests: Vec<VerifyRequest>,
}

#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Address(IpAddr);

#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Scope(ScopeName);

#[derive(Serialize)]
struct VerifyReply {
    /// A UUID of version 7: names the decision in the log (level debug).
    decision_id: Uuid,
    allowed: bool,
    code: &'static str,
    /// What an HTTP service should answer with.
    status: u16,
    token: Option<Token>,
    /// What is left of the request limit.
    remaining: Option<u64>,
    /// What is left of the quota that has the least left; none: it is unlimited, or was not looked at.
    remaining_units: Option<u64>,
    limits: Vec<Limit>,
    retry_after_s: Option<u64>,
}

#[derive(Serialize)]
struct BatchReply {
    results: Vec<VerifyReply>,
}

#[derive(Serialize)]
struct Token {
    id: i64,
    name: String,
    group: String,
    scopes: Vec<String>,
    /// Unix seconds; none: never.
    expires: Option<i64>,
    /// Which of its keys was given, from 1.
    generation: u32,
}

#[derive(Serialize)]
struct Limit {
    max: u64,
    remaining: u64,
    window: &'static str,
    /// Unix seconds; none: never.
    resets: Option<i64>,
}

pub(crate) fn verify(front: &Front, headers: &HeaderMap, body: &[u8]) -> Answer {
    let judged = read(headers, body).and_then(|request| judge(front, &request));
    judged.map_or_else(Unread::answer, |judged| reply(&judged))
}

pub(crate) fn verify_batch(front: &Front, headers: &HeaderMap, body: &[u8]) -> Answer {
    let batch: BatchRequest = match read(headers, body) {
        Ok(batch) => batch,
        Err(refused) => return refused.answer(),
    };
    if batch.requests.len() > BATCH_MAX {
        return problem(StatusCode::PAYLOAD_TOO_LARGE, "A batch has at most 1,000 requests.");
    }
    // Before the first is charged.
    if let Some(refused) = batch.requests.iter().find_map(|request| charge(request).err()) {
        return refused.answer();
    }
    let results = batch.requests.iter().map(|request| judge(front, request)).collect::<Result<_, _>>();
    results.map_or_else(Unread::answer, |results| reply(&BatchReply { results }))
}

/// What it takes, if it may pass.
fn charge(request: &VerifyRequest) -> Result<Charge<'_>, Unread> {
    let request_id = request.idempotency_key.as_deref();
    let charge = match request.reserve_s {
        None => Charge::Once { request_id },
        Some(Hold(time)) => {
            let name = request_id.filter(|name| is_booking_name(name)).ok_or(Unread::NameNeeded)?;
            Charge::Reserve { name, time }
        }
    };
    Ok(if request.dry_run { Charge::Nothing } else { charge })
}

fn judge(front: &Front, request: &VerifyRequest) -> Result<VerifyReply, Unread> {
    let charge = charge(request)?;
    let asked = Asked {
        address: request.ip.as_ref().map(|address| address.0),
        method: &request.method,
        host: host_name(&request.host),
        target: &request.path,
        told: Told {
            scope: request.scope.as_ref().map(|scope| scope.0.clone()),
            model: request.model.as_deref(),
            cost: request.cost.0,
        },
        request_id: request.idempotency_key.as_deref(),
    };
    let key = request.key.as_deref().map_or(Credential::None, Credential::One);
    let reply = VerifyReply::new(&front.judge(key, &asked, charge));
    tracing::debug!(
        decision_id = %reply.decision_id,
        code = reply.code,
        token_id = reply.token.as_ref().map(|token| token.id),
        "decided"
    );
    Ok(reply)
}

/// Why a body is no question.
pub(crate) enum Unread {
    NotJson,
    /// A reservation is settled by its name.
    NameNeeded,
    Malformed {
        line: usize,
        column: usize,
    },
}

impl Unread {
    pub(crate) fn answer(self) -> Answer {
        match self {
            Self::NameNeeded => {
                let needed = "With reserve_s an idempotency_key of 1 to 200 characters is needed.";
                problem(StatusCode::BAD_REQUEST, needed)
            }
            Self::NotJson => problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Send application/json."),
            Self::Malformed { line, column } => {
                let place = format!("The body is not what is expected here (line {line}, column {column}).");
                problem(StatusCode::BAD_REQUEST, &place)
            }
        }
    }
}

/// Only JSON that says so: a browser sends nothing else across origins without asking first.
pub(crate) fn read<'b, T: Deserialize<'b>>(headers: &HeaderMap, body: &'b [u8]) -> Result<T, Unread> {
    let media = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media = media.split(';').next().unwrap_or_default().trim();
    if !media.eq_ignore_ascii_case("application/json") {
        return Err(Unread::NotJson);
    }
    // The parser's own words may quote what was sent, and so a key: only the place is told.
    serde_json::from_slice(body)
        .map_err(|error| Unread::Malformed { line: error.line(), column: error.column() })
}

pub(crate) fn reply(value: &impl Serialize) -> Answer {
    let Ok(text) = serde_json::to_vec(value) else {
        return problem(StatusCode::INTERNAL_SERVER_ERROR, "The answer can't be written.");
    };
    let mut answer = Answer::new(text.into());
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer
}

impl VerifyReply {
    fn new(verdict: &Verdict<'_>) -> Self {
        let refusal = verdict.refusal.as_ref();
        let deleted = matches!(refusal, Some(Refusal::Deleted));
        Self {
            decision_id: Uuid::now_v7(),
            allowed: verdict.is_allowed(),
            code: refusal.map_or("allowed", Refusal::outside_code),
            status: refusal.map_or(200, Refusal::status),
            token: verdict.token.as_ref().filter(|_| !deleted).map(Token::new),
            remaining: verdict.limit.map(|limit| limit.remaining),
            remaining_units: verdict.left.map(Amount::units),
            limits: verdict.limit.iter().map(Limit::new).collect(),
            retry_after_s: verdict.retry_after.map(|after| after.as_millis().div_ceil(1_000)).map(saturating),
        }
    }
}

impl Token {
    fn new(token: &TokenView<'_>) -> Self {
        Self {
            id: token.id().0,
            name: token.name().to_owned(),
            group: token.group().to_owned(),
            scopes: token.scopes().split_whitespace().map(str::to_owned).collect(),
            expires: token.expires().map(|at| at.timestamp()),
            generation: token.generation(),
        }
    }
}

impl Limit {
    fn new(limit: &LimitView) -> Self {
        Self {
            max: limit.max,
            remaining: limit.remaining,
            window: limit.window.code(),
            resets: limit.resets_ms.map(|at_ms| at_ms.div_euclid(1_000)),
        }
    }
}

fn saturating(seconds: u128) -> u64 {
    u64::try_from(seconds).unwrap_or(u64::MAX)
}

fn get() -> String {
    "GET".to_owned()
}

fn root() -> String {
    "/".to_owned()
}

impl TryFrom<String> for Address {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        address(&text).map(Self).ok_or("an IP address")
    }
}

impl TryFrom<String> for Scope {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        ScopeName::parse(&text).map(Self).map_err(|_| "the name of a scope")
    }
}

//! The simulator: would this request pass, and why?

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{AddressProblem, Problem};

/// A request that nobody makes, as typed.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct ImaginedRequest {
    /// The token whose key it carries.
    pub(crate) id: i64,
    /// Which of its keys; null: the present one.
    pub(crate) generation: Option<u32>,
    /// Where it comes from; blank: the gateway does not say.
    pub(crate) address: String,
    pub(crate) method: String,
    /// May be blank.
    pub(crate) host: String,
    /// Path and query.
    pub(crate) target: String,
    /// The model that it is for; blank: it does not say.
    pub(crate) model: String,
    /// `2027-01-31T18:00` in the admin's time zone; null: now.
    pub(crate) at: Option<String>,
}

#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct Simulation {
    pub(crate) address_problem: Option<ClientProblem>,
    pub(crate) at_problem: Option<Problem>,
    /// null: the request can't be read.
    pub(crate) explanation: Option<Explanation>,
}

/// Why a text is no client's address.
#[derive(Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "code", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[ts(export)]
pub(crate) enum ClientProblem {
    Address {
        problem: AddressProblem,
    },
    /// A range: a request comes from one address.
    NotOneAddress,
}

#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct Explanation {
    /// The moment that it is judged for, Unix ms.
    pub(crate) at_ms: i64,
    /// The end of the old key that it is judged for, Unix ms; null: the present one.
    pub(crate) key_until_ms: Option<i64>,
    /// Every rule in the order of the decision; the first refusal decides.
    pub(crate) checks: Vec<Check>,
    /// The path as routes see it; null: refused.
    pub(crate) path: Option<String>,
    pub(crate) path_problem: Option<PathProblem>,
    /// The route that says what the request needs, `GET api.example.com/v1/x/{id}`; null: none does.
    pub(crate) route: Option<String>,
    /// The scope that the request needs; null: any valid token will do.
    pub(crate) scope: Option<String>,
    /// What is answered; null: the request would pass.
    pub(crate) answer: Option<OutsideAnswer>,
}

#[derive(Debug, Serialize, TS)]
#[ts(export)]
pub(crate) struct Check {
    pub(crate) rule: Rule,
    /// null: passed.
    pub(crate) refusal: Option<Refusal>,
}

/// What a refusal looks like from outside.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct OutsideAnswer {
    /// The HTTP status that the client sees.
    pub(crate) status: u16,
    /// The `error` of `WWW-Authenticate`; null: it says none.
    pub(crate) challenge: Option<String>,
    /// What the gateway is told.
    pub(crate) code: String,
}

/// One rule of the decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum Rule {
    Path,
    NotDeleted,
    NotRevoked,
    Enabled,
    KeyCurrent,
    NotExpired,
    NotBlocked,
    Allowed,
    Routed,
    ScopeHeld,
    ModelAllowed,
    WithinLimit,
    WithinQuota,
}

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum Refusal {
    KeyMissing,
    SeveralKeys,
    UnknownKey,
    Deleted,
    Revoked,
    Disabled,
    KeyRotatedOut,
    Expired,
    AddressUnknown,
    IpBlocked,
    IpNotAllowed,
    PathRefused,
    NoRoute,
    ScopeMissing,
    ModelUnknown,
    ModelNotAllowed,
    RateLimited,
    LimitReached,
    QuotaExhausted,
    ReservationTaken,
    CountingUnavailable,
}

/// Why a path is refused: it could be read in two ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum PathProblem {
    NotOriginForm,
    TooLong,
    DotSegment,
    DoubleSlash,
    Backslash,
    EscapedSlash,
    BadEscape,
    BadCharacter,
}

//! What came of one request.

use thiserror::Error;

/// One request through the gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// What the gateway answered.
    pub reply: Result<Reply, Unreached>,
    /// What arrived where the probe stands in for the backend; none: it does not.
    pub arrived: Option<Vec<Arrived>>,
}

/// What of an answer tells something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// `WWW-Authenticate`.
    pub challenge: Option<String>,
    /// What `RateLimit` says is left.
    pub left: Option<u64>,
}

/// What the backend got.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arrived {
    /// Every `X-Token-Id` that it has.
    pub token_ids: Vec<String>,
    /// Whether the client's key stands in one of its headers or in its target.
    pub has_key: bool,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Unreached {
    /// Nobody listens there.
    #[error("nobody listens there: start the gateway, and compare its address")]
    Refused,
    /// No way leads there.
    #[error("it can't be reached from this machine")]
    NoWay,
    /// It took too long.
    #[error("it does not answer within six seconds")]
    TooSlow,
    /// Somebody answers, and not in HTTP.
    #[error("what answers there does not speak plain HTTP")]
    NotHttp,
}

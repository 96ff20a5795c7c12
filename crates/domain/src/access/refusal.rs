//! Why a request may not pass, and how much of that whom is told.

use crate::scope::ScopeName;

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The request carries no key.
    KeyMissing,
    /// The request carries more than one key.
    SeveralKeys,
    /// No token has this key, or it has not the shape of a key.
    UnknownKey,
    /// The token is in the trash.
    Deleted,
    /// The token was revoked.
    Revoked,
    /// The token is switched off.
    Disabled,
    /// A newer key has taken this one's place, and its grace period is over.
    KeyRotatedOut,
    /// The token's expiry instant has come.
    Expired,
    /// The token has address lists, and the client's address is not known.
    AddressUnknown,
    /// The block list names the client's address.
    IpBlocked,
    /// The allow list does not name the client's address.
    IpNotAllowed,
    /// The path could be read in two ways; see [`crate::request_path::PathProblem`].
    PathRefused,
    /// There are routes, none of them is this request's.
    NoRoute,
    /// The token does not hold the scope that the request needs.
    ScopeMissing {
        /// The scope.
        scope: ScopeName,
    },
    /// The token is restricted to some models, and the request does not say its own.
    ModelUnknown,
    /// The token is restricted to other models.
    ModelNotAllowed,
    /// Too fast.
    RateLimited,
    /// The request limit is used up.
    LimitReached,
    /// What the request costs is not left of a quota.
    QuotaExhausted,
    /// The name of the reservation stands for another one.
    ReservationTaken,
    /// The limit can't be counted now; nothing may pass uncounted.
    CountingUnavailable,
}

/// What RFC 6750 §3 lets the client know beside the status: never which of a token's terms refused it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Challenge<'r> {
    /// `Bearer`: a key is needed.
    KeyNeeded,
    /// `error="invalid_request"`
    InvalidRequest,
    /// `error="invalid_token"`
    InvalidToken,
    /// `error="insufficient_scope"` with the scope that is needed.
    InsufficientScope(&'r ScopeName),
}

impl Refusal {
    /// Every code, in the order of the rules.
    pub const CODES: [&'static str; 21] = [
        "key_missing",
        "several_keys",
        "unknown_key",
        "deleted",
        "revoked",
        "disabled",
        "key_rotated_out",
        "expired",
        "address_unknown",
        "ip_blocked",
        "ip_not_allowed",
        "path_refused",
        "no_route",
        "scope_missing",
        "model_unknown",
        "model_not_allowed",
        "rate_limited",
        "limit_reached",
        "quota_exhausted",
        "reservation_taken",
        "counting_unavailable",
    ];

    /// Its place in [`Self::CODES`].
    pub const fn index(&self) -> usize {
        match self {
            Self::KeyMissing => 0,
            Self::SeveralKeys => 1,
            Self::UnknownKey => 2,
            Self::Deleted => 3,
            Self::Revoked => 4,
            Self::Disabled => 5,
            Self::KeyRotatedOut => 6,
            Self::Expired => 7,
            Self::AddressUnknown => 8,
            Self::IpBlocked => 9,
            Self::IpNotAllowed => 10,
            Self::PathRefused => 11,
            Self::NoRoute => 12,
            Self::ScopeMissing { .. } => 13,
            Self::ModelUnknown => 14,
            Self::ModelNotAllowed => 15,
            Self::RateLimited => 16,
            Self::LimitReached => 17,
            Self::QuotaExhausted => 18,
            Self::ReservationTaken => 19,
            Self::CountingUnavailable => 20,
        }
    }

    /// The word for those who may know: gateways, logs, the simulator.
    pub const fn code(&self) -> &'static str {
        Self::CODES[self.index()]
    }

    /// The word for a gateway that may know why, but not that a token once was: a deleted one is unknown.
    pub const fn outside_code(&self) -> &'static str {
        match self {
            Self::Deleted => Self::UnknownKey.code(),
            other => other.code(),
        }
    }

    /// The HTTP status that the client sees.
    pub const fn status(&self) -> u16 {
        match self {
            Self::KeyMissing
            | Self::UnknownKey
            | Self::Deleted
            | Self::Revoked
            | Self::Disabled
            | Self::KeyRotatedOut
            | Self::Expired => 401,
            Self::SeveralKeys | Self::PathRefused => 400,
            Self::AddressUnknown
            | Self::IpBlocked
            | Self::IpNotAllowed
            | Self::NoRoute
            | Self::ScopeMissing { .. }
            | Self::ModelUnknown
            | Self::ModelNotAllowed => 403,
            Self::RateLimited | Self::LimitReached | Self::QuotaExhausted => 429,
            Self::ReservationTaken => 409,
            Self::CountingUnavailable => 503,
        }
    }

    /// What `WWW-Authenticate` says; none: the header is left out. Unknown, expired, revoked and disabled are alike.
    pub const fn challenge(&self) -> Option<Challenge<'_>> {
        match self {
            Self::KeyMissing => Some(Challenge::KeyNeeded),
            Self::SeveralKeys => Some(Challenge::InvalidRequest),
            Self::UnknownKey
            | Self::Deleted
            | Self::Revoked
            | Self::Disabled
            | Self::KeyRotatedOut
            | Self::Expired => Some(Challenge::InvalidToken),
            Self::ScopeMissing { scope } => Some(Challenge::InsufficientScope(scope)),
            Self::AddressUnknown
            | Self::IpBlocked
            | Self::IpNotAllowed
            | Self::PathRefused
            | Self::NoRoute
            | Self::ModelUnknown
            | Self::ModelNotAllowed
            | Self::RateLimited
            | Self::LimitReached
            | Self::QuotaExhausted
            | Self::ReservationTaken
            | Self::CountingUnavailable => None,
        }
    }
}

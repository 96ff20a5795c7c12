//! What the answers say. Pure.

use thiserror::Error;

use crate::seen::{Reply, Seen, Unreached};

/// What a step found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// As it should be.
    Right,
    /// Something is wrong.
    Wrong(Mistake),
    /// It could not be looked at.
    Skipped(Skip),
}

/// Why a step could not be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Skip {
    /// An earlier mistake comes first.
    #[error("not looked at: mend the mistake above first")]
    Earlier,
    /// The backend itself answers, and does not tell what reached it.
    #[error("not looked at: stop the backend on this machine for a moment, and the test stands in for it")]
    NoStandIn,
    /// The gateway passes no `RateLimit` on.
    #[error("not looked at: the gateway passes no RateLimit on")]
    NoRateLimit,
}

/// What is wrong; as text, also how it is mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Mistake {
    /// The gateway can't be asked.
    #[error(transparent)]
    Unreached(Unreached),
    /// It sends clients elsewhere, often to HTTPS.
    #[error("it redirects ({status}): test the address it leads to, over plain HTTP")]
    Redirects {
        /// The HTTP status.
        status: u16,
    },
    /// It lets through, or answers by itself, what no verifier has allowed.
    #[error(
        "it answers {status} without a key: it does not ask the verifier; load the configuration and restart it"
    )]
    NotEnforced {
        /// The HTTP status.
        status: u16,
    },
    /// It does not reach the verifier.
    #[error("it answers {status}: it does not reach the verifier; start it, and compare its address")]
    VerifierUnreached {
        /// The HTTP status.
        status: u16,
    },
    /// The verifier turns it away: another secret, or an address that is not trusted.
    #[error(
        "the verifier turns it away: compare the gateway secret, and name its address with --trusted-gateway"
    )]
    Distrusted,
    /// It understands something else than was asked: HTTPS is expected, or another host.
    #[error("it answers 400: it expects HTTPS or another host here, or the path can be read in two ways")]
    BadRequest,
    /// A key that nobody has is let through.
    #[error("a key that nobody has gets {status}: it asks about keys, and does not heed the answer")]
    AnyKeyPasses {
        /// The HTTP status.
        status: u16,
    },
    /// Two keys at once are not refused.
    #[error("two keys at once get {status}: it shows the verifier only one of them")]
    TwoKeysPass {
        /// The HTTP status.
        status: u16,
    },
    /// A key of this desk is not known: the verifier has another data file.
    #[error("the verifier does not know a key that was just issued: it has another data file")]
    OtherData,
    /// A key with every scope is refused: routes are set, and none is for this path.
    #[error("a key with every scope gets 403: there is no route for this path; test one that has")]
    NoRoute,
    /// Too many requests, for a key that was never used before.
    #[error("a new key gets 429: the gateway has a limit of its own")]
    Limited,
    /// What is allowed does not reach the backend.
    #[error("it answers {status}: it does not reach the backend; start it, and compare its address")]
    BackendUnreached {
        /// The HTTP status.
        status: u16,
    },
    /// An answer that nothing in this chain should give.
    #[error("it answers {status}, and nothing came to the backend's address: it has another backend")]
    Elsewhere {
        /// The HTTP status.
        status: u16,
    },
    /// The backend gets the client's key.
    #[error("the backend gets the client's key: take the lines that remove it from the configuration")]
    KeyPassedOn,
    /// The backend is not told whose request it is.
    #[error("the backend gets no X-Token-Id: take the lines that set it from the configuration")]
    NoIdentity,
    /// The backend is told what the client says it is.
    #[error("the backend gets an X-Token-Id that the client made up: replace it, as the configuration does")]
    IdentityForged,
    /// The client's address is what the client says it is.
    #[error(
        "it believes what clients say of their address: name your load balancer alone as a trusted proxy"
    )]
    AddressForged,
    /// The client says which requests are one and the same, and is charged once for many.
    #[error("it hands on the client's own X-Request-Id: requests of the same one are charged once")]
    RequestIdForged,
    /// A deleted token is let through.
    #[error("a deleted token still gets {status}: the gateway keeps answers; switch its cache off here")]
    StillPasses {
        /// The HTTP status.
        status: u16,
    },
}

impl Mistake {
    /// The word that scripts see.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unreached(_) => "unreached",
            Self::Redirects { .. } => "redirects",
            Self::NotEnforced { .. } => "not_enforced",
            Self::VerifierUnreached { .. } => "verifier_unreached",
            Self::Distrusted => "distrusted",
            Self::BadRequest => "bad_request",
            Self::AnyKeyPasses { .. } => "any_key_passes",
            Self::TwoKeysPass { .. } => "two_keys_pass",
            Self::OtherData => "other_data",
            Self::NoRoute => "no_route",
            Self::Limited => "limited",
            Self::BackendUnreached { .. } => "backend_unreached",
            Self::Elsewhere { .. } => "elsewhere",
            Self::KeyPassedOn => "key_passed_on",
            Self::NoIdentity => "no_identity",
            Self::IdentityForged => "identity_forged",
            Self::AddressForged => "address_forged",
            Self::RequestIdForged => "request_id_forged",
            Self::StillPasses { .. } => "still_passes",
        }
    }
}

/// The first request, without a key: is anybody there, and does it ask the verifier?
pub fn without_key(seen: &Seen) -> Finding {
    refused(seen, |status| Mistake::NotEnforced { status })
}

/// A key of the right shape that nobody has.
pub fn unknown_key(seen: &Seen) -> Finding {
    refused(seen, |status| Mistake::AnyKeyPasses { status })
}

/// A key of a token that is deleted.
pub fn deleted_key(seen: &Seen) -> Finding {
    refused(seen, |status| Mistake::StillPasses { status })
}

/// Two keys at once, one of them right.
pub fn two_keys(seen: &Seen) -> Finding {
    with_reply(seen, |reply| match reply.status {
        _ if has_arrived(seen) => Finding::Wrong(Mistake::TwoKeysPass { status: reply.status }),
        400 | 401 | 403 => Finding::Right,
        status @ 500.. => Finding::Wrong(Mistake::VerifierUnreached { status }),
        status => Finding::Wrong(Mistake::TwoKeysPass { status }),
    })
}

/// A key that may do everything.
pub fn right_key(seen: &Seen) -> Finding {
    with_reply(seen, |reply| {
        if has_arrived(seen) {
            return Finding::Right;
        }
        match reply.status {
            401 if is_invalid_token(reply) => Finding::Wrong(Mistake::OtherData),
            // The verifier says what it misses; without that it is the backend that wants something else.
            401 if seen.arrived.is_none() => Finding::Right,
            401 => Finding::Wrong(Mistake::OtherData),
            400 => Finding::Wrong(Mistake::BadRequest),
            403 => Finding::Wrong(Mistake::NoRoute),
            429 => Finding::Wrong(Mistake::Limited),
            status @ (502 | 504) => Finding::Wrong(Mistake::BackendUnreached { status }),
            status @ 500.. if seen.arrived.is_some() => Finding::Wrong(Mistake::BackendUnreached { status }),
            status @ 503 => Finding::Wrong(Mistake::VerifierUnreached { status }),
            // It answers, and the request did not come to where the probe stands in.
            status if seen.arrived.is_some() => Finding::Wrong(Mistake::Elsewhere { status }),
            _ => Finding::Right,
        }
    })
}

/// What the backend got of a request with a key that passed.
pub fn key_taken_off(seen: &Seen) -> Finding {
    match seen.arrived.as_deref() {
        None => Finding::Skipped(Skip::NoStandIn),
        Some(arrived) if arrived.iter().any(|one| one.has_key) => Finding::Wrong(Mistake::KeyPassedOn),
        Some(_) => Finding::Right,
    }
}

/// What the backend got of a request that passed with an `X-Token-Id` of the client's own making.
pub fn identity(seen: &Seen, token_id: &str) -> Finding {
    let Some(arrived) = &seen.arrived else { return Finding::Skipped(Skip::NoStandIn) };
    if arrived.is_empty() {
        return passes_as_before(seen, Mistake::IdentityForged);
    }
    // A gateway may try again: each of its requests has to be right.
    if arrived.iter().all(|one| one.token_ids == [token_id]) {
        Finding::Right
    } else if arrived.iter().any(|one| one.token_ids.is_empty()) {
        Finding::Wrong(Mistake::NoIdentity)
    } else {
        Finding::Wrong(Mistake::IdentityForged)
    }
}

/// A request that passed before, from an address that its token blocks, as the client says.
pub fn forged_address(seen: &Seen) -> Finding {
    passes_as_before(seen, Mistake::AddressForged)
}

/// Two requests that passed, of which the client says that they are one.
pub fn forged_request_id(first: &Seen, second: &Seen) -> Finding {
    let left = |seen: &Seen| seen.reply.as_ref().ok().and_then(|reply| reply.left);
    match (left(first), left(second)) {
        (Some(before), Some(after)) if before == after => Finding::Wrong(Mistake::RequestIdForged),
        (Some(_), Some(_)) => Finding::Right,
        _ => Finding::Skipped(Skip::NoRateLimit),
    }
}

fn passes_as_before(seen: &Seen, mistake: Mistake) -> Finding {
    with_reply(seen, |reply| match reply.status {
        403 => Finding::Wrong(mistake),
        _ => right_key(seen),
    })
}

/// What is to be refused as no valid key is.
fn refused(seen: &Seen, passes: impl Fn(u16) -> Mistake) -> Finding {
    with_reply(seen, |reply| {
        Finding::Wrong(match reply.status {
            status if has_arrived(seen) => passes(status),
            401 => return Finding::Right,
            403 => Mistake::Distrusted,
            400 => Mistake::BadRequest,
            status @ (301 | 302 | 303 | 307 | 308) => Mistake::Redirects { status },
            status @ 500.. => Mistake::VerifierUnreached { status },
            status => passes(status),
        })
    })
}

fn with_reply(seen: &Seen, judge: impl FnOnce(&Reply) -> Finding) -> Finding {
    match &seen.reply {
        Ok(reply) => judge(reply),
        Err(unreached) => Finding::Wrong(Mistake::Unreached(*unreached)),
    }
}

fn has_arrived(seen: &Seen) -> bool {
    seen.arrived.as_ref().is_some_and(|arrived| !arrived.is_empty())
}

fn is_invalid_token(reply: &Reply) -> bool {
    reply.challenge.as_deref().is_some_and(|challenge| challenge.contains("invalid_token"))
}

#[cfg(test)]
mod tests;

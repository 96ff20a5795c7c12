//! What is asked, and what is answered.

use std::{net::IpAddr, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use tokendesk_domain::{
    access::Refusal, amount::Amount, limit::LimitWindow, request_path::RequestPath, scope::ScopeName,
    token::TokenId,
};

use super::shared_terms::Name;

/// One request, as a gateway tells it. When it comes is the verifier's to say.
#[derive(Clone, Copy, Debug)]
pub struct Question<'r> {
    /// Where the client is; none: the gateway did not say.
    pub address: Option<IpAddr>,
    /// As in the request line.
    pub method: &'r str,
    /// Lower case, without a port; may be blank.
    pub host: &'r str,
    /// What is asked for.
    pub path: &'r RequestPath,
    /// Named by a trusted gateway: stands in place of what the routes say.
    pub scope: Option<&'r ScopeName>,
    /// The model that it is for; none: it is not said.
    pub model: Option<&'r str>,
    /// What it costs.
    pub cost: Amount,
}

/// What a request that passes takes of its token's limit, rate and quotas.
#[derive(Clone, Copy, Debug)]
pub enum Charge<'r> {
    /// One request and its cost; the same one is charged once, however often it is asked for within half a minute.
    Once {
        /// Given by the gateway; none: each asking is a request of its own.
        request_id: Option<&'r str>,
    },
    /// One request; its cost is only expected, and to be settled later.
    Reserve {
        /// What it is settled by, and its request id: 1–200 characters, of the caller's choice.
        name: &'r str,
        /// How long it is held; then it is given back.
        time: TimeDelta,
    },
    /// Nothing: introspection, the simulator. What is used up is told all the same.
    Nothing,
}

/// The answer.
#[derive(Clone, Debug)]
pub struct Verdict<'v> {
    /// Why not; none: it may pass.
    pub refusal: Option<Refusal>,
    /// Whose key it is, where it is one.
    pub token: Option<TokenView<'v>>,
    /// How far its request limit is used, where it has one and it was looked at.
    pub limit: Option<LimitView>,
    /// What is left of the quota that has the least left; none: it was not looked at, or is unlimited.
    pub left: Option<Amount>,
    /// When to come again, where that helps.
    pub retry_after: Option<Duration>,
}

impl Verdict<'_> {
    /// Refused before there was a token.
    pub(crate) const fn refused(refusal: Refusal) -> Self {
        Self { refusal: Some(refusal), token: None, limit: None, left: None, retry_after: None }
    }

    /// Whether it may pass.
    pub const fn is_allowed(&self) -> bool {
        self.refusal.is_none()
    }
}

/// What gateways and services may know of a token. Nothing of it is copied that others share.
#[derive(Clone, Copy, Debug)]
pub struct TokenView<'v> {
    pub(crate) id: TokenId,
    pub(crate) generation: u32,
    pub(crate) name: Name<'v>,
    pub(crate) scopes: &'v str,
    pub(crate) group: &'v str,
    pub(crate) expires_ms: Option<i64>,
}

impl TokenView<'_> {
    /// Its number.
    pub const fn id(&self) -> TokenId {
        self.id
    }

    /// Its name: 1–50 characters.
    pub fn name(&self) -> &str {
        self.name.as_str()
    }

    /// What it may do: scope names with a space between.
    pub fn scopes(&self) -> &str {
        self.scopes
    }

    /// Which of its keys was given, from 1.
    pub const fn generation(&self) -> u32 {
        self.generation
    }

    /// Its group.
    pub const fn group(&self) -> &str {
        self.group
    }

    /// The moment from which it is dead; none: never.
    pub fn expires(&self) -> Option<DateTime<Utc>> {
        self.expires_ms.and_then(DateTime::from_timestamp_millis)
    }
}

/// How far a request limit is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitView {
    /// Requests in each window.
    pub max: u64,
    /// What is left of them, as far as this verifier knows.
    pub remaining: u64,
    /// What they are counted over.
    pub window: LimitWindow,
    /// When the window ends, in Unix milliseconds; none: never.
    pub resets_ms: Option<i64>,
}

//! The requests, one after the other.

use std::{
    hash::{BuildHasher, Hasher, RandomState},
    time::Duration,
};

use http::{
    HeaderMap, HeaderName, HeaderValue, Uri,
    header::{AUTHORIZATION, FORWARDED},
};
use tokendesk_gateway_config::HostPort;
use tokio::time::sleep;

use crate::{
    client::Client,
    judge::{self, Finding, Mistake, Skip},
    seen::{Arrived, Seen},
    stand_in::{MARKER, StandIn, Taken},
};

/// An address of a block that is for documents alone (RFC 5737): no client comes from there. The token of a probe
/// blocks it.
const FORGED_ADDRESS: &str = "203.0.113.7";
/// No token has this number.
const FORGED_ID: &str = "999999999999";
/// What is changed at the desk holds at the verifier long before this is over.
const SETTLE_TRIES: u32 = 40;
const SETTLE_PAUSE: Duration = Duration::from_millis(50);

/// What is probed.
#[derive(Clone, Debug)]
pub struct Target {
    /// Where the gateway listens, for plain HTTP.
    pub gateway: HostPort,
    /// What is asked for: path and query.
    pub path: String,
    /// The service behind it, where that is known.
    pub backend: Option<HostPort>,
}

/// The keys to probe with. Without `Debug`.
pub struct Keys<'k> {
    /// Of a token with every scope, a request limit, and 203.0.113.0/24 blocked.
    pub right: &'k str,
    /// That token's number.
    pub token_id: i64,
    /// Of the right shape, and nobody's.
    pub unknown: &'k str,
}

/// One question to the gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Is a request without a key refused?
    WithoutKey,
    /// Is a key that nobody has refused?
    UnknownKey,
    /// Are two keys refused?
    TwoKeys,
    /// Does a right key pass?
    RightKey,
    /// Is the key taken off before the backend?
    KeyTakenOff,
    /// Is the backend told whose request it is, whatever the client says?
    Identity,
    /// Is the client's address its own, whatever it says?
    Address,
    /// Is each request charged, whatever the client calls it?
    RequestId,
    /// Is the key refused as soon as its token is deleted?
    DeletedKey,
}

impl Step {
    /// The word that scripts see.
    pub const fn code(self) -> &'static str {
        match self {
            Self::WithoutKey => "without_key",
            Self::UnknownKey => "unknown_key",
            Self::TwoKeys => "two_keys",
            Self::RightKey => "right_key",
            Self::KeyTakenOff => "key_taken_off",
            Self::Identity => "identity",
            Self::Address => "address",
            Self::RequestId => "request_id",
            Self::DeletedKey => "deleted_key",
        }
    }

    /// In the order in which they are asked.
    pub const ALL: [Self; 9] = [
        Self::WithoutKey,
        Self::UnknownKey,
        Self::TwoKeys,
        Self::RightKey,
        Self::KeyTakenOff,
        Self::Identity,
        Self::Address,
        Self::RequestId,
        Self::DeletedKey,
    ];
}

/// A probe of one gateway. Ends its stand-in when it is dropped. Runs within a tokio runtime.
pub struct Probe {
    client: Client,
    uri: Uri,
    marker: HeaderValue,
    stand_in: Option<StandIn>,
}

impl Probe {
    /// None: the path is none.
    pub async fn begin(target: &Target) -> Option<Self> {
        if !target.path.starts_with('/') {
            return None;
        }
        let uri = format!("http://{}{}", target.gateway, target.path).parse().ok()?;
        // Nobody is to guess it meanwhile; it guards no secret.
        let marker = HeaderValue::from(RandomState::new().build_hasher().finish());
        let stand_in = match &target.backend {
            Some(backend) => StandIn::at(backend, marker.clone()).await,
            None => None,
        };
        Some(Self { client: Client::new(), uri, marker, stand_in })
    }

    /// Whether it sees what reaches the backend.
    pub fn stands_in(&self) -> bool {
        self.stand_in.is_some()
    }

    /// All steps but the last, which needs the token to be deleted.
    pub async fn with_token(&self, keys: &Keys<'_>) -> Vec<(Step, Finding)> {
        let mut found = Vec::new();
        let first = self.ask(keys, HeaderMap::new()).await;
        found.push((Step::WithoutKey, judge::without_key(&first)));
        if all_right(&found) {
            let seen = self.ask(keys, bearer(keys.unknown)).await;
            found.push((Step::UnknownKey, judge::unknown_key(&seen)));
        }
        if all_right(&found) {
            let mut two = bearer(keys.right);
            two.insert("x-api-key", secret(keys.right));
            found.push((Step::TwoKeys, judge::two_keys(&self.ask(keys, two).await)));
            // The token was issued a moment ago.
            let (seen, right) = self.ask_until_right(keys, judge::right_key).await;
            found.push((Step::RightKey, right));
            if right == Finding::Right {
                found.push((Step::KeyTakenOff, judge::key_taken_off(&seen)));
                found.extend(self.forgeries(keys).await);
            }
        }
        let missing = Step::ALL[..Step::ALL.len() - 1].iter().skip(found.len());
        let missing: Vec<_> = missing.map(|step| (*step, Finding::Skipped(Skip::Earlier))).collect();
        found.extend(missing);
        found
    }

    /// The last step, once the token is deleted: waits two seconds at most for it to hold.
    pub async fn without_token(&self, keys: &Keys<'_>, before: &[(Step, Finding)]) -> (Step, Finding) {
        let passed = before.iter().any(|(step, found)| *step == Step::RightKey && *found == Finding::Right);
        if !passed {
            return (Step::DeletedKey, Finding::Skipped(Skip::Earlier));
        }
        let (_, found) = self.ask_until_right(keys, judge::deleted_key).await;
        (Step::DeletedKey, found)
    }

    /// Asks with the right key, and asks again while the verifier may not have heard of the change yet.
    async fn ask_until_right(&self, keys: &Keys<'_>, judge: fn(&Seen) -> Finding) -> (Seen, Finding) {
        let mut tries = 1;
        loop {
            let seen = self.ask(keys, bearer(keys.right)).await;
            let found = judge(&seen);
            let may_change =
                matches!(found, Finding::Wrong(Mistake::OtherData | Mistake::StillPasses { .. }));
            if !may_change || tries == SETTLE_TRIES {
                return (seen, found);
            }
            tries += 1;
            sleep(SETTLE_PAUSE).await;
        }
    }

    async fn forgeries(&self, keys: &Keys<'_>) -> [(Step, Finding); 3] {
        let token_id = keys.token_id.to_string();
        let mut forged = bearer(keys.right);
        for name in ["x-token-id", "x-token-name", "x-token-scopes"] {
            forged.insert(name, HeaderValue::from_static(FORGED_ID));
        }
        let identity = judge::identity(&self.ask(keys, forged).await, &token_id);
        let mut forged = bearer(keys.right);
        for name in ["x-forwarded-for", "x-real-ip", "x-client-ip"] {
            forged.insert(name, HeaderValue::from_static(FORGED_ADDRESS));
        }
        forged.insert(FORWARDED, HeaderValue::from_static("for=203.0.113.7"));
        let address = judge::forged_address(&self.ask(keys, forged).await);
        let mut same = bearer(keys.right);
        same.insert("x-request-id", self.marker.clone());
        let first = self.ask(keys, same.clone()).await;
        let request_id = judge::forged_request_id(&first, &self.ask(keys, same).await);
        [(Step::Identity, identity), (Step::Address, address), (Step::RequestId, request_id)]
    }

    async fn ask(&self, keys: &Keys<'_>, mut headers: HeaderMap) -> Seen {
        headers.insert(HeaderName::from_static(MARKER), self.marker.clone());
        // Left over from a question that took too long.
        let _ = self.stand_in.as_ref().map(StandIn::take);
        let reply = self.client.get(self.uri.clone(), headers).await;
        let arrived = self.stand_in.as_ref().map(StandIn::take);
        let arrived = arrived.map(|taken| taken.iter().map(|taken| seen_in(taken, keys)).collect());
        Seen { reply, arrived }
    }
}

fn all_right(found: &[(Step, Finding)]) -> bool {
    found.iter().all(|(_, found)| *found == Finding::Right)
}

fn bearer(key: &str) -> HeaderMap {
    HeaderMap::from_iter([(AUTHORIZATION, secret(&format!("Bearer {key}")))])
}

fn secret(text: &str) -> HeaderValue {
    // Keys have letters, digits, _ and - in them.
    let mut value = HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static("-"));
    value.set_sensitive(true);
    value
}

fn seen_in(taken: &Taken, keys: &Keys<'_>) -> Arrived {
    let ids = taken.headers.get_all("x-token-id").iter();
    let has_key = |text: &str| text.contains(keys.right);
    let in_headers = taken.headers.values().any(|value| value.to_str().is_ok_and(has_key));
    Arrived {
        token_ids: ids.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).collect(),
        has_key: in_headers || has_key(&taken.target.to_string()),
    }
}

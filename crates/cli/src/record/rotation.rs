//! Keys that were rotated out, as scripts see them.

use chrono::{DateTime, Utc};
use serde::Serialize;
use tokendesk_domain::rotation::OldKey;
use tokendesk_issuer::{Details, Issued};

use super::{TokenRecord, moment};

/// The answer of `token rotate`.
#[derive(Serialize)]
pub(crate) struct RotatedRecord<'k> {
    #[serde(flatten)]
    token: TokenRecord<'k>,
    /// Which of its keys is the present one, from 1.
    key_generation: u32,
    /// Keys that pass still, the latest first.
    old_keys: Vec<OldKeyRecord>,
}

/// A key that was rotated out.
#[derive(Debug, Serialize)]
pub(crate) struct OldKeyRecord {
    /// Which of the token's keys, from 1; the verifier's log calls it `key_generation`.
    generation: u32,
    masked_key: String,
    /// Whether it passes still.
    passes: bool,
    rotated: String,
    /// From this moment on it is refused.
    ends: String,
    /// It ends sooner after so many seconds without a call; null: it does not.
    quiet_for_s: Option<i64>,
    /// Its calls that passed since it was rotated out.
    calls: u64,
    /// All calls of the token that passed since then.
    calls_of_token: u64,
    /// null: it was not used since then.
    last_used: Option<String>,
    last_address: Option<String>,
}

/// The answer of `token old-key revoke`.
#[derive(Debug, Serialize)]
pub(crate) struct OldKeyChangeRecord {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) generation: u32,
    /// false: it had ended already.
    pub(crate) changed: bool,
}

impl<'k> RotatedRecord<'k> {
    pub(crate) fn of(rotated: &'k Issued) -> Self {
        Self {
            token: TokenRecord::issued(rotated),
            key_generation: rotated.details.token.generation,
            old_keys: OldKeyRecord::all(&rotated.details),
        }
    }
}

impl OldKeyRecord {
    pub(crate) fn of(old: &OldKey, now: DateTime<Utc>) -> Self {
        Self {
            generation: old.generation,
            masked_key: old.hint.to_string(),
            passes: old.passes(now),
            rotated: moment(old.rotated),
            ends: moment(old.until),
            quiet_for_s: old.quiet.map(|quiet| quiet.num_seconds()),
            calls: old.uses,
            calls_of_token: old.calls.max(old.uses),
            last_used: old.last_used.map(moment),
            last_address: old.last_address.clone(),
        }
    }

    pub(super) fn all(details: &Details) -> Vec<Self> {
        details.old_keys.iter().map(|old| Self::of(old, details.now)).collect()
    }
}

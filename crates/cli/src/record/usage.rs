//! The use of a token as scripts see it.

use std::collections::BTreeMap;

use serde::Serialize;
use tokendesk_issuer::TokenUsage;

use super::moment;

/// The answer of `token usage`.
#[derive(Debug, Serialize)]
pub(crate) struct UsageRecord {
    id: i64,
    name: String,
    /// Requests that passed.
    allowed: u64,
    /// Requests that did not, by the code of the refusal.
    refused: BTreeMap<String, u64>,
    /// The earliest first, those without a request too.
    stretches: Vec<StretchRecord>,
    /// Where requests that passed came from, the latest first; at most 50.
    addresses: Vec<AddressRecord>,
}

#[derive(Debug, Serialize)]
struct StretchRecord {
    from: String,
    /// The first instant after it.
    until: String,
    allowed: u64,
    refused: BTreeMap<String, u64>,
}

#[derive(Debug, Serialize)]
struct AddressRecord {
    address: String,
    last: String,
    count: u64,
}

impl UsageRecord {
    pub(crate) fn of(usage: &TokenUsage) -> Self {
        let TokenUsage { token, history, addresses } = usage;
        Self {
            id: token.id.0,
            name: token.name.to_string(),
            allowed: history.allowed(),
            refused: history.refused().into_iter().map(|(code, count)| (code.to_owned(), count)).collect(),
            stretches: history
                .stretches
                .iter()
                .map(|stretch| StretchRecord {
                    from: moment(stretch.from),
                    until: moment(stretch.until),
                    allowed: stretch.allowed,
                    refused: stretch.refused.clone(),
                })
                .collect(),
            addresses: addresses
                .iter()
                .map(|seen| AddressRecord {
                    address: seen.address.clone(),
                    last: moment(seen.last),
                    count: seen.count,
                })
                .collect(),
        }
    }
}

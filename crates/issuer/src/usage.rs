//! How tokens are used, as verifiers told.

use chrono::{DateTime, Local, Utc};
use tokendesk_domain::{
    token::{Token, TokenId},
    usage_history::{HourlyCount, UsageHistory, UsageSpan},
};
use tokendesk_store_sqlite::ALLOWED;

use crate::{Desk, DeskError};

/// How one token was used.
#[derive(Clone, Debug)]
pub struct TokenUsage {
    /// The token.
    pub token: Token,
    /// What was decided about its requests; a day is one of the machine's time zone.
    pub history: UsageHistory,
    /// Where requests that passed came from, the latest first; the latest 50 are kept.
    pub addresses: Vec<SeenAddress>,
}

/// An address that requests came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenAddress {
    /// The address as the verifier wrote it.
    pub address: String,
    /// When last.
    pub last: DateTime<Utc>,
    /// How often, since the address was seen first.
    pub count: u64,
}

impl Desk {
    /// How a token was used, by what verifiers have told so far.
    pub fn usage(&self, id: TokenId, span: UsageSpan) -> Result<TokenUsage, DeskError> {
        let read = self.store().read()?;
        let token = read.token(id)?.ok_or(DeskError::NotFound)?;
        let history = UsageHistory::blank(span, self.now(), &Local);
        let hours = read.usage_hours(id, history.since())?;
        let counts = hours.into_iter().map(|(hour, code, count)| HourlyCount {
            hour,
            refusal: (code != ALLOWED).then_some(code),
            count,
        });
        let addresses = read.usage_addresses(id)?;
        Ok(TokenUsage {
            token,
            history: history.counting(counts),
            addresses: addresses
                .into_iter()
                .map(|(address, last, count)| SeenAddress { address, last, count })
                .collect(),
        })
    }
}

//! How tokens are used.

use tokendesk_domain::usage_history::{UsageSpan, UsageStretch};
use tokendesk_issuer::{SeenAddress, TokenUsage};

use crate::wire;

impl From<wire::UsageSpan> for UsageSpan {
    fn from(span: wire::UsageSpan) -> Self {
        match span {
            wire::UsageSpan::Day => Self::Hours,
            wire::UsageSpan::Week => Self::Days(7),
            wire::UsageSpan::Month => Self::Days(30),
        }
    }
}

impl From<TokenUsage> for wire::TokenUsage {
    fn from(usage: TokenUsage) -> Self {
        let TokenUsage { history, addresses, .. } = usage;
        let refused = history.refused().into_iter();
        Self {
            allowed: count(history.allowed()),
            refused: refused
                .map(|(code, refused)| wire::RefusalCount { code: code.to_owned(), count: count(refused) })
                .collect(),
            stretches: history.stretches.iter().map(Into::into).collect(),
            addresses: addresses.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<&UsageStretch> for wire::UsageStretch {
    fn from(stretch: &UsageStretch) -> Self {
        Self {
            from_ms: stretch.from.timestamp_millis(),
            until_ms: stretch.until.timestamp_millis(),
            allowed: count(stretch.allowed),
            refused: count(stretch.all_refused()),
        }
    }
}

impl From<SeenAddress> for wire::SeenAddress {
    fn from(seen: SeenAddress) -> Self {
        Self { address: seen.address, last_ms: seen.last.timestamp_millis(), count: count(seen.count) }
    }
}

fn count(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

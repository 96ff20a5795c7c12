//! How tokens are used.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Clone, Copy, Debug, Deserialize, TS)]
#[ts(export)]
pub(crate) struct UsageRequest {
    pub(crate) id: i64,
    pub(crate) span: UsageSpan,
}

/// How far back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum UsageSpan {
    /// 24 hours, by the hour.
    Day,
    /// 7 days, by the day.
    Week,
    /// 30 days, by the day.
    Month,
}

#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub(crate) struct TokenUsage {
    /// The earliest first, those without a request too.
    pub(crate) stretches: Vec<UsageStretch>,
    /// Requests that passed.
    pub(crate) allowed: i64,
    /// Requests that did not, the most frequent reason first.
    pub(crate) refused: Vec<RefusalCount>,
    /// Where requests that passed came from, the latest first.
    pub(crate) addresses: Vec<SeenAddress>,
}

/// What was decided within a stretch of time.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct UsageStretch {
    pub(crate) from_ms: i64,
    pub(crate) until_ms: i64,
    pub(crate) allowed: i64,
    pub(crate) refused: i64,
}

#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub(crate) struct RefusalCount {
    /// As the verifier wrote it; a later version may know more of them.
    pub(crate) code: String,
    pub(crate) count: i64,
}

#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct SeenAddress {
    pub(crate) address: String,
    pub(crate) last_ms: i64,
    pub(crate) count: i64,
}

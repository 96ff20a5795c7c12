//! Which tokens need a look, and what makes them need none.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{FieldChange, Target, TokenRow};

/// What about a token needs a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum Finding {
    /// Nothing is left of its request limit or of a quota.
    UsedUp,
    ExpiresInDay,
    /// 90 % or more of its request limit or of a quota is used.
    NearlyUsedUp,
    ExpiresInWeek,
    /// No request limit and no quota, no expiry, no allow list.
    Unbounded,
    /// 80 % or more.
    MostlyUsed,
    /// For 90 days.
    Unused,
    /// A key that was rotated out still passes.
    OldKey,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum Severity {
    Notice,
    Warning,
    Critical,
}

#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct Posture {
    /// The most severe first; those that are about no token are left out.
    pub(crate) groups: Vec<FindingGroup>,
    /// Tokens that need a look; one may be in several groups.
    pub(crate) tokens: u32,
}

#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct FindingGroup {
    pub(crate) finding: Finding,
    pub(crate) severity: Severity,
    /// Tokens that it is about.
    pub(crate) count: u32,
}

#[derive(Clone, Copy, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct FindingRequest {
    pub(crate) finding: Finding,
    pub(crate) start: u32,
    /// 1–500
    pub(crate) count: u32,
}

#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct FindingPage {
    /// Of the whole group.
    pub(crate) total: u32,
    pub(crate) tokens: Vec<FoundToken>,
}

#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct FoundToken {
    pub(crate) row: TokenRow,
    /// When it or its old key ends, when its allowance is counted anew (null: never), since when nobody used it, when
    /// an unbounded one was issued.
    pub(crate) at_ms: Option<i64>,
}

/// A finding of one token.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct TokenFinding {
    pub(crate) finding: Finding,
    pub(crate) severity: Severity,
    /// As in [`FoundToken`].
    pub(crate) at_ms: Option<i64>,
}

/// A change of terms that is worked out from each token itself.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[ts(export)]
pub(crate) enum Remedy {
    /// So many days more, 1–3650; one that never expires does from then on.
    Extend { days: u32 },
    /// Half as much again of what is nearly used.
    RaiseAllowance,
    /// Only the addresses that requests came from, where there is no allow list yet.
    PinAddresses,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct RemedyRequest {
    pub(crate) target: Target,
    pub(crate) remedy: Remedy,
}

#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct RemedyPreview {
    pub(crate) total: u32,
    pub(crate) will_change: u32,
    /// The first that will change.
    pub(crate) examples: Vec<RemedyExample>,
}

#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct RemedyExample {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) changes: Vec<FieldChange>,
}

//! New keys for tokens, and the old ones.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A rotation as typed.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct RotationDraft {
    pub(crate) id: i64,
    /// `now`, or how long the old key still passes: `30m`, `24h`, `7d`.
    pub(crate) grace: String,
    /// After how long without a call it ends sooner; blank: it does not.
    pub(crate) quiet_for: String,
}

#[derive(Clone, Copy, Debug, Deserialize, TS)]
#[ts(export)]
pub(crate) struct OldKeyRef {
    /// The token.
    pub(crate) id: i64,
    /// Which of its keys.
    pub(crate) generation: u32,
}

/// A key that was rotated out and passes still.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct OldKey {
    /// Which of the token's keys, from 1.
    pub(crate) generation: u32,
    /// `sk-AbCd…wXyZ`
    pub(crate) masked_key: String,
    pub(crate) rotated_ms: i64,
    /// From this moment on it is refused, Unix ms.
    pub(crate) until_ms: i64,
    /// It ends sooner after so long without a call; null: it does not.
    pub(crate) quiet_ms: Option<i64>,
    /// Its calls since it was rotated out.
    pub(crate) calls: i64,
    /// Of the token's calls since then, from 0 to 100; null: there were none.
    pub(crate) share_percent: Option<u8>,
    pub(crate) last_used_ms: Option<i64>,
    pub(crate) last_address: Option<String>,
}

//! Tokens as shown, and the changes that can be made to them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Fault, Finding, Limit, ListQuery, OldKey, Quota, Rate, TokenFinding, Visibility};

#[derive(Clone, Copy, Debug, Deserialize, TS)]
#[ts(export)]
pub(crate) struct TokenRef {
    pub(crate) id: i64,
}

/// The answer to `issue_token` and `rotate_token_key`; the key itself stays in Rust.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct IssuedToken {
    pub(crate) token: TokenDetails,
}

#[derive(Serialize, TS)]
#[ts(export)]
pub(crate) struct RevealedKey {
    pub(crate) key: String,
}

#[derive(Deserialize, TS)]
#[ts(export)]
pub(crate) struct PlainText {
    pub(crate) text: String,
}

/// A key went to the clipboard.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct CopyReceipt {
    /// When it is cleared again, Unix ms; null: never.
    pub(crate) clears_ms: Option<i64>,
}

#[derive(Clone, Debug, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[ts(export)]
pub(crate) enum ClipboardState {
    /// Our secret lies there: the key of a token, or a text of this name with a secret in it.
    Holds { token_id: Option<i64>, name: String, clears_ms: Option<i64> },
    /// Our secret was cleared.
    Cleared,
    /// Another program took the clipboard over; nothing to clear.
    TakenOver,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum Status {
    Active,
    /// Active, and ends within 7 days.
    Expiring,
    Disabled,
    Expired,
    Exhausted,
    Revoked,
    /// In the trash.
    Deleted,
}

/// One row of the list.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct TokenRow {
    pub(crate) id: i64,
    pub(crate) revision: i64,
    pub(crate) name: String,
    pub(crate) status: Status,
    /// `sk-AbCd…wXyZ`
    pub(crate) masked_key: String,
    pub(crate) visibility: Visibility,
    pub(crate) scopes: Vec<String>,
    pub(crate) expires_ms: Option<i64>,
    pub(crate) limit: Option<Limit>,
    /// null: as fast as may be.
    pub(crate) rate: Option<Rate>,
    /// Requests counted in the current window.
    pub(crate) used: i64,
    pub(crate) quota: Quota,
    pub(crate) spent: Spent,
    /// null: all models
    pub(crate) models: Option<Vec<String>>,
    pub(crate) group: String,
    pub(crate) allow_ips: Vec<String>,
    pub(crate) block_ips: Vec<String>,
    pub(crate) created_ms: i64,
    pub(crate) last_used_ms: Option<i64>,
    /// Set in the trash: when it was deleted.
    pub(crate) deleted_ms: Option<i64>,
}

/// What counts against each quota now, in units.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[ts(export)]
pub(crate) struct Spent {
    pub(crate) total: i64,
    pub(crate) daily: i64,
    pub(crate) monthly: i64,
}

#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct TokenDetails {
    pub(crate) row: TokenRow,
    pub(crate) description: String,
    pub(crate) revoked_ms: Option<i64>,
    pub(crate) revoked_reason: Option<String>,
    /// When the next day and the next month begin to count, Unix ms.
    pub(crate) daily_reset_ms: Option<i64>,
    pub(crate) monthly_reset_ms: Option<i64>,
    /// When the trash is emptied of it, Unix ms.
    pub(crate) purge_ms: Option<i64>,
    /// Which of its keys is the present one, from 1.
    pub(crate) generation: u32,
    /// Keys that were rotated out and pass still, the latest first.
    pub(crate) old_keys: Vec<OldKey>,
    /// What about it needs a look.
    pub(crate) findings: Vec<TokenFinding>,
    /// Newest first, at most 50.
    pub(crate) history: Vec<HistoryEntry>,
}

#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct HistoryEntry {
    pub(crate) at_ms: i64,
    /// `desk:anna`, `cli:root`
    pub(crate) actor: String,
    pub(crate) action: super::Action,
    pub(crate) changes: Vec<FieldChange>,
}

/// A field before and after; values as text, lists one entry a line, moments as Unix ms.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct FieldChange {
    pub(crate) field: ChangedField,
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) enum ChangedField {
    Name,
    Description,
    Expiry,
    AllowIps,
    BlockIps,
    RequestLimit,
    /// `100/minute burst 20`
    Rate,
    Scopes,
    Quota,
    DailyQuota,
    MonthlyQuota,
    Models,
    Group,
    Visibility,
    State,
    Reason,
    Key,
    OldKeyUntil,
    ScopeGroup,
    Unmatched,
    Language,
    Theme,
    Density,
    KeyPrefix,
    DefaultVisibility,
    ClipboardSeconds,
    AutoLockMinutes,
    SafeGraphics,
    DailyNotice,
    DailyBackup,
    Enforce,
    EnforcePlace,
}

/// A change to one or many tokens.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct Change {
    pub(crate) target: Target,
    pub(crate) action: ChangeAction,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[ts(export)]
pub(crate) enum Target {
    Ids {
        ids: Vec<i64>,
    },
    /// All that a list shows, but for some.
    Query {
        query: ListQuery,
        except: Vec<i64>,
    },
    /// All that a list shows between two tokens, any number of times; with some beside, and but for some.
    Ranges {
        query: ListQuery,
        ranges: Vec<TokenRange>,
        also: Vec<i64>,
        except: Vec<i64>,
    },
    /// All that a finding is about.
    Finding {
        finding: Finding,
    },
}

/// The tokens at the ends of a range; both belong to it.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
#[ts(export)]
pub(crate) struct TokenRange {
    pub(crate) first: i64,
    pub(crate) last: i64,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[ts(export)]
pub(crate) enum ChangeAction {
    Disable,
    Enable,
    /// Final; the reason is 1–500 characters.
    Revoke {
        reason: String,
    },
    /// To the trash, for 30 days.
    Delete,
    Restore,
    /// Out of the trash, for ever.
    Purge,
}

#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct ChangePreview {
    pub(crate) total: u32,
    pub(crate) will_change: u32,
    /// The name, where it is only one.
    pub(crate) only: Option<String>,
    pub(crate) errors: Vec<super::FieldError>,
}

#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct ChangeOutcome {
    pub(crate) changed: u32,
    pub(crate) unchanged: u32,
    /// Tokens that it did not come to, since it was stopped.
    pub(crate) left: u32,
    /// Hand it to `undo_change` within the session; null: final.
    pub(crate) undo: Option<i64>,
    /// What stopped it after a part; null: nothing did, or `cancel_change`.
    pub(crate) fault: Option<Fault>,
}

/// How far a change to many has come.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct ChangeProgress {
    /// Tokens that are through, changed or not; or entries that were looked at.
    pub(crate) done: u32,
    pub(crate) total: u32,
}

#[derive(Clone, Copy, Debug, Deserialize, TS)]
#[ts(export)]
pub(crate) struct UndoRef {
    pub(crate) undo: i64,
}

//! Tokens as shown, and the changes that can be made to them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Limit, ListQuery, Visibility};

#[derive(Clone, Copy, Debug, Deserialize, TS)]
#[ts(export)]
pub struct TokenRef {
    pub id: i64,
}

/// The answer to `issue_token`; the key itself stays in Rust.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct IssuedToken {
    pub token: TokenDetails,
}

#[derive(Serialize, TS)]
#[ts(export)]
pub struct RevealedKey {
    pub key: String,
}

#[derive(Deserialize, TS)]
#[ts(export)]
pub struct PlainText {
    pub text: String,
}

/// A key went to the clipboard.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct CopyReceipt {
    /// When it is cleared again, Unix ms; null: never.
    pub clears_ms: Option<i64>,
}

#[derive(Clone, Debug, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[ts(export)]
pub enum ClipboardState {
    /// Our key lies there.
    Holds { token_id: i64, token_name: String, clears_ms: Option<i64> },
    /// Our key was cleared.
    Cleared,
    /// Another program took the clipboard over; nothing to clear.
    TakenOver,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Status {
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
pub struct TokenRow {
    pub id: i64,
    pub revision: i64,
    pub name: String,
    pub status: Status,
    /// `sk-AbCd…wXyZ`
    pub masked_key: String,
    pub visibility: Visibility,
    pub scopes: Vec<String>,
    pub expires_ms: Option<i64>,
    pub limit: Option<Limit>,
    /// Requests counted in the current window.
    pub used: i64,
    pub allow_ips: Vec<String>,
    pub block_ips: Vec<String>,
    pub created_ms: i64,
    pub last_used_ms: Option<i64>,
    /// Set in the trash: when it was deleted.
    pub deleted_ms: Option<i64>,
}

#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct TokenDetails {
    pub row: TokenRow,
    pub description: String,
    pub revoked_ms: Option<i64>,
    pub revoked_reason: Option<String>,
    /// When the trash is emptied of it, Unix ms.
    pub purge_ms: Option<i64>,
    /// Newest first, at most 50.
    pub history: Vec<HistoryEntry>,
}

#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct HistoryEntry {
    pub at_ms: i64,
    /// `desk:anna`, `cli:root`
    pub actor: String,
    pub action: Action,
    pub changes: Vec<FieldChange>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Action {
    Issued,
    Edited,
    Disabled,
    Enabled,
    Revoked,
    Deleted,
    Restored,
    KeyCopied,
    KeyRevealed,
}

/// A field before and after; values as text, lists one entry a line, moments as Unix ms.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FieldChange {
    pub field: ChangedField,
    pub before: Option<String>,
    pub after: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum ChangedField {
    Name,
    Description,
    Expiry,
    AllowIps,
    BlockIps,
    RequestLimit,
    Scopes,
    Visibility,
    State,
    Reason,
}

/// A change to one or many tokens.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Change {
    pub target: Target,
    pub action: ChangeAction,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[ts(export)]
pub enum Target {
    Ids { ids: Vec<i64> },
    /// All that a list shows, but for some.
    Query { query: ListQuery, except: Vec<i64> },
}

#[derive(Clone, Debug, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[ts(export)]
pub enum ChangeAction {
    Disable,
    Enable,
    /// Final; the reason is 1–500 characters.
    Revoke { reason: String },
    /// To the trash, for 30 days.
    Delete,
    Restore,
    /// Out of the trash, for ever.
    Purge,
}

#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ChangePreview {
    pub total: u32,
    pub will_change: u32,
    /// The name, where it is only one.
    pub only: Option<String>,
    pub errors: Vec<super::FieldError>,
}

#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ChangeOutcome {
    pub changed: u32,
    pub unchanged: u32,
    /// Hand it to `undo_change` within the session; null: final.
    pub undo: Option<i64>,
}

#[derive(Clone, Copy, Debug, Deserialize, TS)]
#[ts(export)]
pub struct UndoRef {
    pub undo: i64,
}

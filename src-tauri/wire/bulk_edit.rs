//! One edit for many tokens.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{RemedyExample, RowProblem, Target};

/// What is null stays as it is with each token. Texts are as a row of a file says them: `1000/day`, `$12.50`,
/// `unlimited`, `never`.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct BulkEdit {
    pub(crate) description: Option<String>,
    pub(crate) expires: Option<String>,
    /// So many days more, as typed; those that never expire are left as they are.
    pub(crate) extend_days: Option<String>,
    pub(crate) scopes: Option<ListEdit>,
    pub(crate) allow_ips: Option<ListEdit>,
    pub(crate) block_ips: Option<ListEdit>,
    pub(crate) request_limit: Option<String>,
    pub(crate) rate: Option<String>,
    pub(crate) quota: Option<String>,
    pub(crate) daily_quota: Option<String>,
    pub(crate) monthly_quota: Option<String>,
    /// `all` alone lifts the restriction.
    pub(crate) models: Option<Vec<String>>,
    pub(crate) group: Option<String>,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[serde(tag = "how", content = "entries", rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum ListEdit {
    Add(Vec<String>),
    Remove(Vec<String>),
    Set(Vec<String>),
    Clear,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct BulkEditRequest {
    pub(crate) target: Target,
    pub(crate) edit: BulkEdit,
}

#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct BulkEditPreview {
    pub(crate) total: u32,
    pub(crate) will_change: u32,
    /// The first that will change.
    pub(crate) examples: Vec<RemedyExample>,
    /// Tokens that must not be changed so; they are left out.
    pub(crate) refused: u32,
    /// The first of them.
    pub(crate) refused_tokens: Vec<RefusedToken>,
    /// What is wrong with the edit itself, whatever the token; then nothing else is said.
    pub(crate) problems: Vec<RowProblem>,
    /// Whether it can be taken back as a whole.
    pub(crate) can_be_undone: bool,
}

#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct RefusedToken {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) problems: Vec<RowProblem>,
}

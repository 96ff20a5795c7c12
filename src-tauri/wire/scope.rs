//! The scope catalogue.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct Scope {
    /// Never changes: gateways know it by this name.
    pub(crate) name: String,
    /// The heading it stands under; may be empty.
    pub(crate) group: String,
    pub(crate) description: String,
    /// Still honoured for those who hold it, not offered any more.
    pub(crate) retired: bool,
    /// Living tokens that hold it.
    pub(crate) holders: u32,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct ScopeDraft {
    pub(crate) name: String,
    pub(crate) group: String,
    pub(crate) description: String,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub(crate) struct ScopeRef {
    pub(crate) name: String,
}

#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct ScopeRetirement {
    /// true: nobody held it, it is gone; false: retired.
    pub(crate) removed: bool,
    pub(crate) scopes: Vec<Scope>,
}

#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct ScopeHolders {
    pub(crate) total: u32,
    /// The first 50 by name.
    pub(crate) tokens: Vec<ScopeHolder>,
}

#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct ScopeHolder {
    pub(crate) id: i64,
    pub(crate) name: String,
}

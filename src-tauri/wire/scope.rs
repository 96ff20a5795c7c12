//! The scope catalogue.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Scope {
    /// Never changes: gateways know it by this name.
    pub name: String,
    /// The heading it stands under; may be empty.
    pub group: String,
    pub description: String,
    /// Still honoured for those who hold it, not offered any more.
    pub retired: bool,
    /// Living tokens that hold it.
    pub holders: u32,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ScopeDraft {
    pub name: String,
    pub group: String,
    pub description: String,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct ScopeRef {
    pub name: String,
}

#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ScopeRetirement {
    /// true: nobody held it, it is gone; false: retired.
    pub removed: bool,
    pub scopes: Vec<Scope>,
}

#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ScopeHolders {
    pub total: u32,
    /// The first 50 by name.
    pub tokens: Vec<ScopeHolder>,
}

#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ScopeHolder {
    pub id: i64,
    pub name: String,
}

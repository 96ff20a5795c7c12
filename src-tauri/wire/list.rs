//! The list: which tokens, in which order, which rows of them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::TokenRow;

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct ListQuery {
    pub(crate) chip: Chip,
    /// Found anywhere in name or description, or as the visible part of the key; letter case ignored.
    pub(crate) search: String,
    pub(crate) sort: SortColumn,
    pub(crate) descending: bool,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct ListRequest {
    pub(crate) query: ListQuery,
    pub(crate) start: u32,
    /// 1–500
    pub(crate) count: u32,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct LocateRequest {
    pub(crate) query: ListQuery,
    pub(crate) ids: Vec<i64>,
}

#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct TokenPlaces {
    /// For each token that was asked for, from 0 on; null: it is not in the list.
    pub(crate) indexes: Vec<Option<u32>>,
}

#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct TokenPage {
    /// Rows of the whole list; null: ask `count_list`, these are to be shown at once.
    pub(crate) total: Option<u32>,
    pub(crate) start: u32,
    pub(crate) rows: Vec<TokenRow>,
}

/// Which tokens the list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum Chip {
    /// All but the trash.
    All,
    /// Active, also those that expire soon.
    Active,
    Expiring,
    Expired,
    Exhausted,
    Disabled,
    Revoked,
    NeverUsed,
    Trash,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum SortColumn {
    Name,
    Status,
    Expires,
    Limit,
    Created,
    LastUsed,
}

#[derive(Clone, Copy, Debug, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct ChipCounts {
    pub(crate) all: u32,
    pub(crate) active: u32,
    pub(crate) expiring: u32,
    pub(crate) expired: u32,
    pub(crate) exhausted: u32,
    pub(crate) disabled: u32,
    pub(crate) revoked: u32,
    pub(crate) never_used: u32,
    pub(crate) trash: u32,
}

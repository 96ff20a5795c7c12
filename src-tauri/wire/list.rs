//! The list: which tokens, in which order, which rows of them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::TokenRow;

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ListQuery {
    pub chip: Chip,
    /// Found anywhere in name or description, or as the visible part of the key; letter case ignored.
    pub search: String,
    pub sort: SortColumn,
    pub descending: bool,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ListRequest {
    pub query: ListQuery,
    pub start: u32,
    /// 1–500
    pub count: u32,
}

#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct TokenPage {
    /// Rows of the whole list.
    pub total: u32,
    pub start: u32,
    pub rows: Vec<TokenRow>,
}

/// Which tokens the list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Chip {
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
pub enum SortColumn {
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
pub struct ChipCounts {
    pub all: u32,
    pub active: u32,
    pub expiring: u32,
    pub expired: u32,
    pub exhausted: u32,
    pub disabled: u32,
    pub revoked: u32,
    pub never_used: u32,
    pub trash: u32,
}

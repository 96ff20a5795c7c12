//! Lists and changes of many.

use tokendesk_domain::{
    list_query::{Chip, ChipCounts, ListQuery, SortColumn},
    token::TokenId,
};
use tokendesk_issuer::{Page, Target};

use super::{draft::alike, token::row};
use crate::wire;

alike!(Chip, wire::Chip, All, Active, Expiring, Expired, Exhausted, Disabled, Revoked, NeverUsed, Trash);
alike!(SortColumn, wire::SortColumn, Name, Status, Expires, Limit, Created, LastUsed);

impl From<wire::ListQuery> for ListQuery {
    fn from(query: wire::ListQuery) -> Self {
        Self {
            chip: query.chip.into(),
            search: query.search,
            sort: query.sort.into(),
            descending: query.descending,
        }
    }
}

impl From<wire::Target> for Target {
    fn from(target: wire::Target) -> Self {
        let ids = |ids: Vec<i64>| ids.into_iter().map(TokenId).collect();
        match target {
            wire::Target::Ids { ids: wanted } => Self::Ids(ids(wanted)),
            wire::Target::Query { query, except } => Self::Query { query: query.into(), except: ids(except) },
            wire::Target::Finding { finding } => Self::Finding(finding.into()),
            wire::Target::Ranges { query, ranges, also, except } => Self::Ranges {
                query: query.into(),
                ranges: ranges.into_iter().map(|range| (TokenId(range.first), TokenId(range.last))).collect(),
                also: ids(also),
                except: ids(except),
            },
        }
    }
}

impl From<ChipCounts> for wire::ChipCounts {
    fn from(counts: ChipCounts) -> Self {
        let ChipCounts { all, active, expiring, expired, exhausted, disabled, revoked, never_used, trash } =
            counts;
        Self { all, active, expiring, expired, exhausted, disabled, revoked, never_used, trash }
    }
}

pub(crate) fn page(page: &Page) -> wire::TokenPage {
    let small = |number| u32::try_from(number).unwrap_or(u32::MAX);
    wire::TokenPage {
        total: page.total.map(small),
        start: small(page.start),
        rows: page.tokens.iter().map(|token| row(token, page.now)).collect(),
    }
}

//! Which tokens a change is for.

use std::collections::{HashMap, HashSet};

use tokendesk_domain::{finding::Finding, list_query::ListQuery, token::TokenId};

use crate::{Desk, DeskError};

/// Which tokens.
pub enum Target {
    /// These.
    Ids(Vec<TokenId>),
    /// All that a list shows, but for some.
    Query {
        /// The list.
        query: ListQuery,
        /// Left out.
        except: Vec<TokenId>,
    },
    /// All that a list shows between two tokens, with both of them; any number of times.
    Ranges {
        /// The list.
        query: ListQuery,
        /// The ends of each range, in either order.
        ranges: Vec<(TokenId, TokenId)>,
        /// These beside the ranges.
        also: Vec<TokenId>,
        /// Left out of the ranges.
        except: Vec<TokenId>,
    },
    /// All that a finding is about now.
    Finding(Finding),
}

impl Desk {
    /// The tokens meant, in the order of their numbers, each once.
    pub(crate) fn targets(&self, target: &Target) -> Result<Vec<TokenId>, DeskError> {
        let mut ids = match target {
            Target::Ids(ids) => ids.clone(),
            Target::Query { query, except } => without(self.list(query)?, except),
            Target::Finding(finding) => self.tokens_of_finding(*finding)?,
            Target::Ranges { query, ranges, also, except } => {
                let list = self.list(query)?;
                let ends: Vec<_> = ranges.iter().flat_map(|(one, other)| [*one, *other]).collect();
                let mut ids = Vec::new();
                for ends in places(&list, &ends).chunks(2) {
                    let [Some(one), Some(other)] = *ends else { return Err(DeskError::RangeGone) };
                    ids.extend(&list[one.min(other)..=one.max(other)]);
                }
                ids = without(ids, except);
                ids.extend(also);
                ids
            }
        };
        ids.sort_unstable();
        ids.dedup();
        Ok(ids)
    }

    /// Where these tokens stand in a list, from 0 on; none: not in it.
    pub fn locate(&self, query: &ListQuery, ids: &[TokenId]) -> Result<Vec<Option<usize>>, DeskError> {
        Ok(places(&self.list_as_shown(query)?, ids))
    }
}

fn without(mut ids: Vec<TokenId>, except: &[TokenId]) -> Vec<TokenId> {
    let except: HashSet<_> = except.iter().collect();
    if !except.is_empty() {
        ids.retain(|id| !except.contains(id));
    }
    ids
}

fn places(list: &[TokenId], wanted: &[TokenId]) -> Vec<Option<usize>> {
    let asked: HashSet<_> = wanted.iter().collect();
    let found: HashMap<_, _> =
        list.iter().enumerate().filter(|(_, id)| asked.contains(id)).map(|(at, id)| (id, at)).collect();
    wanted.iter().map(|id| found.get(id).copied()).collect()
}

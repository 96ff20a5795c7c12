//! Disable, enable, revoke, delete, restore, purge: one token or many, with undo.

use std::collections::{HashSet, VecDeque};

use chrono::TimeDelta;
use tokendesk_domain::{life_change::LifeChange, list_query::ListQuery, token::TokenId};

use crate::{Desk, DeskError, desk::locked};

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
}

/// What a change would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangeCount {
    /// Tokens meant.
    pub total: usize,
    /// Tokens that it would change; the others are so already, or can't be.
    pub will_change: usize,
    /// The token meant, where it is only one.
    pub only: Option<TokenId>,
}

/// What a change did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeOutcome {
    /// Tokens changed.
    pub changed: Vec<TokenId>,
    /// Tokens that are as they were.
    pub unchanged: usize,
    /// Takes it back; none: it is final, or changed nothing.
    pub undo: Option<i64>,
}

/// The latest changes that can be taken back, as long as the desk is open.
#[derive(Default)]
pub(crate) struct UndoLog {
    last: i64,
    entries: VecDeque<(i64, LifeChange, Vec<TokenId>)>,
}

impl UndoLog {
    const KEPT: usize = 20;

    fn remember(&mut self, change: LifeChange, ids: Vec<TokenId>) -> i64 {
        self.last += 1;
        self.entries.push_back((self.last, change, ids));
        if self.entries.len() > Self::KEPT {
            self.entries.pop_front();
        }
        self.last
    }

    fn take(&mut self, number: i64) -> Option<(LifeChange, Vec<TokenId>)> {
        let at = self.entries.iter().position(|(known, ..)| *known == number)?;
        self.entries.remove(at).map(|(_, change, ids)| (change, ids))
    }
}

impl Desk {
    /// Counts what a change would do; changes nothing.
    pub fn preview_change(&self, target: &Target, change: &LifeChange) -> Result<ChangeCount, DeskError> {
        let ids = self.targets(target)?;
        let will_change = self.store().read()?.count_applicable(&ids, change)?;
        let only = if let [id] = ids[..] { Some(id) } else { None };
        Ok(ChangeCount { total: ids.len(), will_change: will_change as usize, only })
    }

    /// Makes a change to all that it applies to, in one transaction.
    pub fn change(&self, target: &Target, change: &LifeChange) -> Result<ChangeOutcome, DeskError> {
        let ids = self.targets(target)?;
        let outcome = self.change_ids(&ids, change)?;
        let undo = match change.inverse() {
            Some(inverse) if !outcome.changed.is_empty() => {
                Some(locked(&self.undo).remember(inverse, outcome.changed.clone()))
            }
            _ => None,
        };
        Ok(ChangeOutcome { undo, ..outcome })
    }

    /// Takes a change back, for those of its tokens that still are as it left them.
    pub fn undo(&self, number: i64) -> Result<ChangeOutcome, DeskError> {
        let (inverse, ids) = locked(&self.undo).take(number).ok_or(DeskError::UndoExpired)?;
        self.change_ids(&ids, &inverse)
    }

    /// Removes for good what lies in the trash for longer than [`LifeChange::TRASH_DAYS`] days.
    pub fn empty_trash(&self) -> Result<usize, DeskError> {
        let before = self.now() - TimeDelta::days(LifeChange::TRASH_DAYS);
        let ids = self.store().read()?.trash_before(before)?;
        if ids.is_empty() {
            return Ok(0);
        }
        Ok(self.change_ids(&ids, &LifeChange::Purge)?.changed.len())
    }

    fn change_ids(&self, ids: &[TokenId], change: &LifeChange) -> Result<ChangeOutcome, DeskError> {
        let now = self.now();
        let changed: Vec<TokenId> = self
            .store()
            .write(|write| Ok::<_, DeskError>(write.change_life(ids, change, self.actor(), now)?))?;
        Ok(ChangeOutcome { unchanged: ids.len() - changed.len(), changed, undo: None })
    }

    fn targets(&self, target: &Target) -> Result<Vec<TokenId>, DeskError> {
        match target {
            Target::Ids(ids) => {
                let mut seen = HashSet::new();
                Ok(ids.iter().copied().filter(|id| seen.insert(*id)).collect())
            }
            Target::Query { query, except } => {
                let except: HashSet<_> = except.iter().collect();
                Ok(self.list(query)?.into_iter().filter(|id| !except.contains(id)).collect())
            }
        }
    }
}

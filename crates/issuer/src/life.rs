//! Disable, enable, revoke, delete, restore, purge: one token or many, at once or in steps, with undo.

use std::{collections::VecDeque, ops::ControlFlow, thread, time::Duration};

use chrono::TimeDelta;
use tokendesk_domain::{life_change::LifeChange, token::TokenId};
use tokendesk_store_sqlite::{Entries, StoreError, Write};

use crate::{Desk, DeskError, Target, desk::locked, remedy::Patched};

/// Tokens in one transaction of a change in steps.
pub(crate) const STEP: usize = 10_000;
/// Between two steps: another program that waits for the file asks again each millisecond.
pub(crate) const PAUSE: Duration = Duration::from_millis(4);
/// From so many tokens on, reading all that a change applies to is faster than asking for each.
const MANY: usize = 20_000;

/// What a change would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangeCount {
    /// Tokens meant, or entries that there are.
    pub total: usize,
    /// Tokens that it would change; the others are so already, or can't be.
    pub will_change: usize,
    /// The token meant, where it is only one.
    pub only: Option<TokenId>,
}

/// How far something has come that is made in steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Tokens that are through, changed or not; or entries that were looked at.
    pub done: usize,
    /// Tokens meant.
    pub total: usize,
}

/// What a change did.
#[derive(Debug, Default)]
pub struct ChangeOutcome {
    /// Tokens changed.
    pub changed: usize,
    /// Tokens that are as they were: they were so already, or can't be changed.
    pub unchanged: usize,
    /// Tokens that it did not come to, since it was stopped.
    pub left: usize,
    /// Takes it back; none: it is final, or changed nothing.
    pub undo: Option<i64>,
    /// What stopped it after some steps; none: nothing did, or the caller.
    pub stopped_by: Option<DeskError>,
    /// What it left in the audit log, by which [`Desk::undo_entries`] takes it back.
    pub entries: Vec<Entries>,
}

/// The latest changes that can be taken back, as long as the desk is open. Each is kept as the entries that it
/// left in the audit log, a few numbers for a million tokens.
#[derive(Default)]
pub(crate) struct UndoLog {
    last: i64,
    changes: VecDeque<(i64, Reversal)>,
}

/// What takes a change back, step by step.
pub(crate) enum Reversal {
    /// To be made to the tokens of these entries of the audit log.
    Life(LifeChange, Vec<Entries>),
    /// To be put in place, where the token still is as the change left it.
    Terms(Vec<Vec<Patched>>),
}

impl Reversal {
    const fn is_empty(&self) -> bool {
        match self {
            Self::Life(_, steps) => steps.is_empty(),
            Self::Terms(steps) => steps.is_empty(),
        }
    }
}

impl UndoLog {
    const KEPT: usize = 20;

    pub(crate) fn remember(&mut self, reversal: Reversal) -> Option<i64> {
        if reversal.is_empty() {
            return None;
        }
        self.last += 1;
        self.changes.push_back((self.last, reversal));
        if self.changes.len() > Self::KEPT {
            self.changes.pop_front();
        }
        Some(self.last)
    }

    /// Keeps what could not be taken back yet under its old number.
    pub(crate) fn put_back(&mut self, number: i64, rest: Reversal) -> Option<i64> {
        (!rest.is_empty()).then(|| self.changes.push_back((number, rest)))?;
        Some(number)
    }

    fn take(&mut self, number: i64) -> Option<Reversal> {
        let at = self.changes.iter().position(|(known, _)| *known == number)?;
        self.changes.remove(at).map(|(_, reversal)| reversal)
    }
}

impl Desk {
    /// Counts what a change would do; changes nothing.
    pub fn preview_change(&self, target: &Target, change: &LifeChange) -> Result<ChangeCount, DeskError> {
        let ids = self.targets(target)?;
        let read = self.store().read()?;
        let will_change = if ids.len() < MANY {
            read.count_applicable(&ids, change)? as usize
        } else {
            common(&ids, &read.applicable(change)?)
        };
        let only = if let [id] = ids[..] { Some(id) } else { None };
        Ok(ChangeCount { total: ids.len(), will_change, only })
    }

    /// Makes a change to all that it applies to, in one transaction: all of them or none.
    pub fn change(&self, target: &Target, change: &LifeChange) -> Result<ChangeOutcome, DeskError> {
        self.change_ids(&self.targets(target)?, change, usize::MAX, &mut |_| ControlFlow::Continue(()))
    }

    /// Makes a change to all that it applies to, in transactions of some thousand tokens each; others may write
    /// in between. `go_on` is asked before each. What is done when it is stopped stays done, also where the data
    /// file stops it: then the outcome says by what.
    pub fn change_in_steps(
        &self,
        target: &Target,
        change: &LifeChange,
        go_on: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<ChangeOutcome, DeskError> {
        self.change_ids(&self.targets(target)?, change, STEP, go_on)
    }

    /// Takes a change back, in steps, for those of its tokens that still are as it left them. Stopped, it can be
    /// asked again for the rest.
    pub fn undo(
        &self,
        number: i64,
        go_on: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<ChangeOutcome, DeskError> {
        let reversal = locked(&self.undo).take(number).ok_or(DeskError::UndoExpired)?;
        let (inverse, entries) = match reversal {
            Reversal::Life(inverse, entries) => (inverse, entries),
            Reversal::Terms(steps) => return self.undo_remedy(number, steps, go_on),
        };
        let (actor, now) = (self.actor(), self.now());
        let steps: Vec<_> = entries.iter().map(|entries| (length(entries), entries)).collect();
        let done = self
            .in_steps(&steps, go_on, |write, entries| write.change_life_of(entries, &inverse, actor, now));
        let made = done.as_ref().map_or(0, |(made, _)| *made);
        let undo = locked(&self.undo).put_back(number, Reversal::Life(inverse, entries[made..].to_vec()));
        done.map(|(_, outcome)| ChangeOutcome { undo, ..outcome })
    }

    /// The tokens that a change changed.
    pub fn changed_by(&self, outcome: &ChangeOutcome) -> Result<Vec<TokenId>, DeskError> {
        let read = self.store().read()?;
        let mut ids = Vec::with_capacity(outcome.changed);
        for entries in &outcome.entries {
            ids.extend(read.tokens_of(entries)?);
        }
        Ok(ids)
    }

    /// Removes for good what lies in the trash for longer than [`LifeChange::TRASH_DAYS`] days.
    pub fn empty_trash(&self) -> Result<usize, DeskError> {
        let before = self.now() - TimeDelta::days(LifeChange::TRASH_DAYS);
        let ids = self.store().read()?.trash_before(before)?;
        let purged = self.change_ids(&ids, &LifeChange::Purge, STEP, &mut |_| ControlFlow::Continue(()))?;
        Ok(purged.changed)
    }

    fn change_ids(
        &self,
        ids: &[TokenId],
        change: &LifeChange,
        step: usize,
        go_on: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<ChangeOutcome, DeskError> {
        let (actor, now) = (self.actor(), self.now());
        let steps: Vec<_> = ids.chunks(step).map(|ids| (ids.len(), ids)).collect();
        let (_, outcome) =
            self.in_steps(&steps, go_on, |write, ids| write.change_life(ids, change, actor, now))?;
        let undo = change.inverse().and_then(|inverse| {
            locked(&self.undo).remember(Reversal::Life(inverse, outcome.entries.clone()))
        });
        Ok(ChangeOutcome { undo, ..outcome })
    }

    /// Makes one transaction of each step (with its number of tokens), and says how many it has made.
    fn in_steps<S: Copy>(
        &self,
        steps: &[(usize, S)],
        go_on: &mut dyn FnMut(Progress) -> ControlFlow<()>,
        make: impl Fn(&Write<'_>, S) -> Result<Entries, StoreError>,
    ) -> Result<(usize, ChangeOutcome), DeskError> {
        let total = steps.iter().map(|(tokens, _)| tokens).sum();
        let mut done = 0;
        let mut outcome = ChangeOutcome::default();
        let mut steps_made = 0;
        for (tokens, step) in steps {
            if steps_made > 0 {
                thread::sleep(PAUSE);
            }
            if go_on(Progress { done, total }).is_break() {
                break;
            }
            match self.store().write(|write| make(write, *step)) {
                Ok(entries) if entries.is_empty() => {}
                Ok(entries) => {
                    outcome.changed += length(&entries);
                    outcome.entries.push(entries);
                }
                Err(error) if steps_made == 0 => return Err(error.into()),
                Err(error) => {
                    outcome.stopped_by = Some(error.into());
                    break;
                }
            }
            done += tokens;
            steps_made += 1;
        }
        outcome.unchanged = done - outcome.changed;
        outcome.left = total - done;
        Ok((steps_made, outcome))
    }
}

fn length(entries: &Entries) -> usize {
    usize::try_from(entries.end() + 1 - entries.start()).unwrap_or_default()
}

/// How many numbers stand in both lists; both are in order.
fn common(one: &[TokenId], other: &[TokenId]) -> usize {
    let mut rest = other.iter().copied().peekable();
    let in_rest = |id: &&TokenId| {
        while rest.next_if(|next| next < *id).is_some() {}
        rest.next_if_eq(*id).is_some()
    };
    one.iter().filter(in_rest).count()
}

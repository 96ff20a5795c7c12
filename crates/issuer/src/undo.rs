//! Taking back what the audit log tells: changes of tokens of any age, by the numbers of their entries.

use std::{collections::HashMap, ops::ControlFlow, thread};

use tokendesk_domain::{
    audit::Action,
    audit_query::AuditQuery,
    life_change::LifeChange,
    token::{Terms, Token, TokenId},
    undo::Undo,
};
use tokendesk_store_sqlite::{AuditPlace, Entries, Read, Write};

use crate::{Desk, DeskError, Progress, life::PAUSE};

/// Entries that are taken back in one transaction.
const STEP: u32 = 1_000;

/// For tokens whose life was taken back: down to which entry.
type BackTo = HashMap<TokenId, i64>;

/// What taking entries back did, or would do.
#[derive(Debug, Default)]
pub struct UndoOutcome {
    /// Tokens that are as they were before.
    pub changed: Vec<TokenId>,
    /// Tokens that stay as they are: changed since, or by something that is final.
    pub unchanged: Vec<TokenId>,
    /// Entries that it did not come to, since it was stopped.
    pub left: usize,
    /// The entries that it left itself.
    pub entries: Vec<Entries>,
    /// What stopped it after some steps; none: nothing did, or the caller.
    pub stopped_by: Option<DeskError>,
}

/// What takes one entry back from its token.
enum Step {
    Life(LifeChange),
    Terms(Box<Token>, Box<Terms>),
}

impl Desk {
    /// Says what [`Desk::undo_entries`] would do; changes nothing.
    pub fn review_undo(&self, entries: &Entries) -> Result<UndoOutcome, DeskError> {
        let (mut outcome, mut back_to, mut end) = (UndoOutcome::default(), BackTo::new(), *entries.end());
        while end >= *entries.start() {
            let read = self.store().read()?;
            let (part, next) = each_step(&read, entries, end, &mut back_to, |_, _| Ok(()))?;
            outcome.add(part);
            end = next;
        }
        Ok(outcome.settled())
    }

    /// Takes entries of the audit log back, the latest first, each where its token still is as the entry left it; in
    /// transactions of a thousand, others may write in between. `go_on` is asked before each. What is done when it is
    /// stopped stays done. What it does is written down as any other change, and so can be taken back as well.
    pub fn undo_entries(
        &self,
        entries: &Entries,
        go_on: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<UndoOutcome, DeskError> {
        let total = length(entries);
        let (mut outcome, mut back_to, mut end) = (UndoOutcome::default(), BackTo::new(), *entries.end());
        while end >= *entries.start() {
            let left = length(&(*entries.start()..=end));
            if left < total {
                thread::sleep(PAUSE);
            }
            if go_on(Progress { done: total - left, total }).is_break() {
                outcome.left = left;
                break;
            }
            match self.store().write(|write| self.undo_step(write, entries, end, &mut back_to)) {
                Ok((part, next)) => {
                    outcome.add(part);
                    end = next;
                }
                Err(error) if left == total => return Err(error),
                Err(error) => {
                    (outcome.left, outcome.stopped_by) = (left, Some(error));
                    break;
                }
            }
        }
        Ok(outcome.settled())
    }

    fn undo_step(
        &self,
        write: &Write<'_>,
        entries: &Entries,
        end: i64,
        back_to: &mut BackTo,
    ) -> Result<(UndoOutcome, i64), DeskError> {
        let (now, before) = (self.now(), write.last_audit_id()?);
        let (mut part, next) = each_step(write, entries, end, back_to, |id, step| match step {
            Step::Life(change) => Ok(write.change_life(&[id], &change, self.actor(), now).map(drop)?),
            Step::Terms(token, terms) => {
                let changes = Terms::changes(Some(&token.terms), &terms);
                write.update_terms(&token, &terms)?;
                self.record(write, now, Action::Edited, (Some(id), token.name.as_str()), changes)
            }
        })?;
        let after = write.last_audit_id()?;
        part.entries.extend((before < after).then_some(before + 1..=after));
        Ok((part, next))
    }
}

impl UndoOutcome {
    /// With what another part of the entries did.
    pub fn add(&mut self, part: Self) {
        self.changed.extend(part.changed);
        self.unchanged.extend(part.unchanged);
        self.left += part.left;
        self.entries.extend(part.entries);
        self.stopped_by = part.stopped_by.or(self.stopped_by.take());
    }

    /// A token of several entries is told of once.
    fn settled(mut self) -> Self {
        for ids in [&mut self.changed, &mut self.unchanged] {
            ids.sort_unstable();
            ids.dedup();
        }
        let changed = &self.changed;
        self.unchanged.retain(|id| changed.binary_search(id).is_err());
        self
    }
}

/// Looks at up to a step of the entries, the latest first, from `end` back, and hands on what takes each back; and
/// where the next step ends. Entries about something else than tokens have none.
fn each_step(
    read: &Read<'_>,
    entries: &Entries,
    end: i64,
    back_to: &mut BackTo,
    mut take: impl FnMut(TokenId, Step) -> Result<(), DeskError>,
) -> Result<(UndoOutcome, i64), DeskError> {
    let place = AuditPlace::Before(Some(end.saturating_add(1)));
    let look = read.audit(&AuditQuery::default(), place, STEP)?;
    let catalogue = read.catalogue()?;
    let mut part = UndoOutcome::default();
    for logged in look.entries.iter().filter(|logged| entries.contains(&logged.number)) {
        let Some(id) = logged.entry.token else { continue };
        let step = match Undo::of(&logged.entry) {
            Some(Undo::Life(change)) => {
                let before = back_to.get(&id).copied().unwrap_or(i64::MAX);
                let is_latest = read.last_entry_of(id, &Undo::LIFE, before)? == Some(logged.number);
                is_latest.then(|| {
                    back_to.insert(id, logged.number);
                    Step::Life(change)
                })
            }
            Some(Undo::Terms(changes)) => {
                let token = read.token(id)?.filter(Token::is_editable);
                token.and_then(|token| {
                    let terms = token.terms.taken_back(changes, &catalogue)?;
                    Some(Step::Terms(Box::new(token), Box::new(terms)))
                })
            }
            None => None,
        };
        match step {
            Some(step) => {
                take(id, step)?;
                part.changed.push(id);
            }
            None => part.unchanged.push(id),
        }
    }
    Ok((part, look.reached.map_or(0, |reached| reached - 1)))
}

fn length(entries: &Entries) -> usize {
    usize::try_from(entries.end() + 1 - entries.start()).unwrap_or_default()
}

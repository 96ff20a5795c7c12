//! Making findings go away: for one token or many, in steps, with undo.

use std::{ops::ControlFlow, thread};

use chrono::Local;
use tokendesk_domain::{
    address::AddressRange,
    audit::Action,
    change::FieldChange,
    remedy::{Remedy, TermsPatch},
    token::{Terms, Token, TokenId},
};
use tokendesk_store_sqlite::{Read, Write};

use crate::{
    ChangeOutcome, Desk, DeskError, Progress, Target,
    desk::locked,
    life::{PAUSE, Reversal},
};

/// Tokens in one transaction. Each is read and written by itself, which takes longer than switching it off.
const STEP: usize = 1_000;
/// Tokens whose changes a preview shows.
const EXAMPLES: usize = 5;

/// What a remedy would do.
#[derive(Debug)]
pub struct RemedyPreview {
    /// Tokens meant.
    pub total: usize,
    /// Tokens that it would change; it does nothing to the others.
    pub will_change: usize,
    /// The first of them with their changes.
    pub examples: Vec<(Token, Vec<FieldChange>)>,
}

/// A token whose terms were changed, and what takes that back.
pub(crate) struct Patched {
    id: TokenId,
    /// It still stands as it was left.
    revision: i64,
    inverse: TermsPatch,
}

impl Desk {
    /// Counts what a remedy would do; changes nothing.
    pub fn preview_remedy(&self, target: &Target, remedy: Remedy) -> Result<RemedyPreview, DeskError> {
        let ids = self.targets(target)?;
        let mut preview = RemedyPreview { total: ids.len(), will_change: 0, examples: Vec::new() };
        for step in ids.chunks(STEP) {
            let read = self.store().read()?;
            for token in read.tokens(step)? {
                let Some(patch) = self.patch_of(&read, &token, remedy)? else { continue };
                preview.will_change += 1;
                if preview.examples.len() < EXAMPLES {
                    let changes = Terms::changes(Some(&token.terms), &patch.applied_to(&token.terms));
                    preview.examples.push((token, changes));
                }
            }
        }
        Ok(preview)
    }

    /// Gives the remedy to every token that it changes, in transactions of a thousand; others may write in between.
    /// `go_on` is asked before each. What is done when it is stopped stays done, as with
    /// [`Desk::change_in_steps`].
    pub fn remedy(
        &self,
        target: &Target,
        remedy: Remedy,
        go_on: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<ChangeOutcome, DeskError> {
        let ids = self.targets(target)?;
        let steps: Vec<_> = ids.chunks(STEP).collect();
        let (_, done, outcome) = self.patch_in_steps(&steps, true, go_on, |write, ids| {
            let mut patches = Vec::new();
            for token in write.tokens(ids)? {
                if let Some(patch) = self.patch_of(write, &token, remedy)? {
                    patches.push((token, patch));
                }
            }
            Ok(patches)
        })?;
        let undo = locked(&self.undo).remember(Reversal::Terms(done));
        Ok(ChangeOutcome { undo, ..outcome })
    }

    /// Takes a remedy back for those tokens that still are as it left them.
    pub(crate) fn undo_remedy(
        &self,
        number: i64,
        mut steps: Vec<Vec<Patched>>,
        go_on: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<ChangeOutcome, DeskError> {
        let parts: Vec<_> = steps.iter().map(Vec::as_slice).collect();
        let done = self.patch_in_steps(&parts, true, go_on, |write, step| {
            let mut patches = Vec::new();
            for patched in step {
                let token = write.token(patched.id)?;
                let as_left = token.filter(|token| token.revision == patched.revision && token.is_editable());
                patches.extend(as_left.map(|token| (token, patched.inverse.clone())));
            }
            Ok(patches)
        });
        let made = done.as_ref().map_or(0, |(made, ..)| *made);
        let undo = locked(&self.undo).put_back(number, Reversal::Terms(steps.split_off(made)));
        done.map(|(_, _, outcome)| ChangeOutcome { undo, ..outcome })
    }

    fn patch_of(
        &self,
        read: &Read<'_>,
        token: &Token,
        remedy: Remedy,
    ) -> Result<Option<TermsPatch>, DeskError> {
        let seen = if remedy == Remedy::PinAddresses { seen_addresses(read, token.id)? } else { Vec::new() };
        Ok(remedy.patch(token, &seen, self.now(), &Local))
    }

    /// Makes one transaction of each step, and says how many it has made and, if that is kept, what takes each back.
    /// `patches_of` says inside it what changes which tokens of the step.
    pub(crate) fn patch_in_steps<S>(
        &self,
        steps: &[&[S]],
        is_kept: bool,
        go_on: &mut dyn FnMut(Progress) -> ControlFlow<()>,
        patches_of: impl Fn(&Write<'_>, &[S]) -> Result<Vec<(Token, TermsPatch)>, DeskError>,
    ) -> Result<(usize, Vec<Vec<Patched>>, ChangeOutcome), DeskError> {
        let total = steps.iter().map(|step| step.len()).sum();
        let (mut done, mut made) = (0, 0);
        let (mut inverses, mut outcome) = (Vec::new(), ChangeOutcome::default());
        for step in steps {
            if made > 0 {
                thread::sleep(PAUSE);
            }
            if go_on(Progress { done, total }).is_break() {
                break;
            }
            match self.patch_step(step, &patches_of) {
                Ok(patched) => {
                    outcome.changed += patched.len();
                    if is_kept && !patched.is_empty() {
                        inverses.push(patched);
                    }
                }
                Err(error) if made == 0 => return Err(error),
                Err(error) => {
                    outcome.stopped_by = Some(error);
                    break;
                }
            }
            done += step.len();
            made += 1;
        }
        outcome.unchanged = done - outcome.changed;
        outcome.left = total - done;
        Ok((made, inverses, outcome))
    }

    fn patch_step<S>(
        &self,
        step: &[S],
        patches_of: impl Fn(&Write<'_>, &[S]) -> Result<Vec<(Token, TermsPatch)>, DeskError>,
    ) -> Result<Vec<Patched>, DeskError> {
        let now = self.now();
        self.store().write(|write| {
            let mut patched = Vec::new();
            for (token, patch) in patches_of(write, step)? {
                let terms = patch.applied_to(&token.terms);
                let changes = Terms::changes(Some(&token.terms), &terms);
                if changes.is_empty() || !write.update_terms(&token, &terms)? {
                    continue;
                }
                self.record(write, now, Action::Edited, (Some(token.id), token.name.as_str()), changes)?;
                let (id, revision) = (token.id, token.revision + 1);
                patched.push(Patched { id, revision, inverse: patch.inverse(&token.terms) });
            }
            Ok(patched)
        })
    }
}

/// Where requests that passed came from, the latest first.
fn seen_addresses(read: &Read<'_>, id: TokenId) -> Result<Vec<AddressRange>, DeskError> {
    let seen = read.usage_addresses(id)?;
    // Verifiers write addresses only; what is none is no place to let in.
    Ok(seen.iter().filter_map(|(address, ..)| AddressRange::parse(address).ok()).collect())
}

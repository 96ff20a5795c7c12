//! Editing many tokens alike.

use std::{ops::ControlFlow, thread};

use chrono::Local;
use tokendesk_domain::{
    audit::Action,
    catalogue::Catalogue,
    field_error::FieldError,
    form::TermsForm,
    token::{Terms, Token, TokenId},
    token_filter::TokenFilter,
};
use tokendesk_store_sqlite::{Entries, Read};

use crate::{
    Desk, DeskError, Progress,
    life::{PAUSE, STEP},
};

/// What an edit makes of a token's form; none: it leaves the token as it is.
pub type FormEdit<'e> = dyn Fn(&Token) -> Option<TermsForm> + 'e;

/// What an edit of many would do, or did.
#[derive(Debug, Default)]
pub struct EditsOutcome {
    /// Tokens that it changes.
    pub changed: Vec<TokenId>,
    /// Tokens that are so already, or can't be edited: revoked, in the trash, gone.
    pub unchanged: usize,
    /// Tokens that it must not change so, with what is wrong. Where there are any, nothing is changed.
    pub wrong: Vec<(TokenId, Vec<FieldError>)>,
    /// Tokens that it did not come to, since it was stopped.
    pub left: usize,
    /// What it left in the audit log, by which [`Desk::undo_entries`] takes it back.
    pub entries: Vec<Entries>,
    /// What stopped it after some steps; none: nothing did, or the caller.
    pub stopped_by: Option<DeskError>,
}

/// What becomes of one token.
pub(crate) enum Edited {
    Same,
    To(Box<Terms>),
    Wrong(Vec<FieldError>),
}

impl Desk {
    /// The numbers of all tokens that a filter lets through, in the order of its list.
    pub fn filtered(&self, filter: &TokenFilter) -> Result<Vec<TokenId>, DeskError> {
        Ok(self.store().read()?.filtered(filter, self.now())?)
    }

    /// Says what an edit of many would do; saves nothing.
    pub fn review_edits(&self, ids: &[TokenId], edit: &FormEdit<'_>) -> Result<EditsOutcome, DeskError> {
        let mut outcome = EditsOutcome::default();
        for step in ids.chunks(STEP) {
            let read = self.store().read()?;
            let catalogue = read.catalogue()?;
            for id in step {
                match self.edited(&read, &catalogue, *id, edit)? {
                    Some((token, Edited::To(_))) => outcome.changed.push(token.id),
                    Some((token, Edited::Wrong(errors))) => outcome.wrong.push((token.id, errors)),
                    Some((_, Edited::Same)) | None => outcome.unchanged += 1,
                }
            }
        }
        Ok(outcome)
    }

    /// Makes an edit to many, in transactions of some thousand tokens each, with an audit entry for each token that it
    /// changes. All are looked at before the first is changed: where one must not be edited so, none is. `go_on` is
    /// asked before each step; what is done when it is stopped stays done.
    pub fn edit_many(
        &self,
        ids: &[TokenId],
        edit: &FormEdit<'_>,
        go_on: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<EditsOutcome, DeskError> {
        let review = self.review_edits(ids, edit)?;
        if !review.wrong.is_empty() {
            return Ok(review);
        }
        let total = review.changed.len();
        let mut outcome = EditsOutcome { unchanged: review.unchanged, ..EditsOutcome::default() };
        for (index, step) in review.changed.chunks(STEP).enumerate() {
            if index > 0 {
                thread::sleep(PAUSE);
            }
            let done = index * STEP;
            if go_on(Progress { done, total }).is_break() {
                outcome.left = total - done;
                break;
            }
            match self.edit_step(step, edit) {
                Ok((changed, entries)) => {
                    outcome.unchanged += step.len() - changed.len();
                    outcome.changed.extend(changed);
                    outcome.entries.extend((!entries.is_empty()).then_some(entries));
                }
                Err(error) if index == 0 => return Err(error),
                Err(error) => {
                    (outcome.left, outcome.stopped_by) = (total - done, Some(error));
                    break;
                }
            }
        }
        Ok(outcome)
    }

    /// All of these or none.
    fn edit_step(&self, ids: &[TokenId], edit: &FormEdit<'_>) -> Result<(Vec<TokenId>, Entries), DeskError> {
        let now = self.now();
        self.store().write(|write| {
            let first = write.last_audit_id()? + 1;
            let catalogue = write.catalogue()?;
            let mut done = Vec::with_capacity(ids.len());
            for id in ids {
                let Some((token, edited)) = self.edited(write, &catalogue, *id, edit)? else { continue };
                let terms = match edited {
                    Edited::To(terms) => terms,
                    Edited::Same => continue,
                    Edited::Wrong(errors) => return Err(DeskError::Invalid(errors)),
                };
                let changes = Terms::changes(Some(&token.terms), &terms);
                write.update_terms(&token, &terms)?;
                self.record(write, now, Action::Edited, (Some(token.id), token.name.as_str()), changes)?;
                done.push(token.id);
            }
            Ok((done, first..=write.last_audit_id()?))
        })
    }

    /// None: there is no such token any more. Reading the catalogue takes as long as the rest: once for many tokens.
    pub(crate) fn edited(
        &self,
        read: &Read<'_>,
        catalogue: &Catalogue,
        id: TokenId,
        edit: &FormEdit<'_>,
    ) -> Result<Option<(Token, Edited)>, DeskError> {
        let Some(token) = read.token(id)? else { return Ok(None) };
        let form = if token.is_editable() { edit(&token) } else { None };
        let Some(form) = form else { return Ok(Some((token, Edited::Same))) };
        let edited = match token.read_edit(&form, catalogue, self.now(), &Local).value {
            Ok(terms) if terms == token.terms => Edited::Same,
            Ok(terms) => Edited::To(Box::new(terms)),
            Err(errors) => Edited::Wrong(errors),
        };
        Ok(Some((token, edited)))
    }
}

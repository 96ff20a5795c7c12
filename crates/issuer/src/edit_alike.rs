//! Editing many tokens alike from a window: those that must not be edited so are named and left out, and what was done
//! can be taken back.

use std::ops::ControlFlow;

use tokendesk_domain::{
    change::FieldChange,
    field_error::FieldError,
    remedy::TermsPatch,
    token::{Terms, Token},
};

use crate::{
    ChangeOutcome, Desk, DeskError, FormEdit, Progress, Target, desk::locked, edit_many::Edited,
    life::Reversal,
};

/// Tokens in one transaction. Each is read and written by itself.
const STEP: usize = 1_000;
/// Tokens that a preview names, of those that change and of those that must not.
const EXAMPLES: usize = 5;
const REFUSED: usize = 100;
/// Up to so many tokens what each was like before is kept for an undo, some hundred bytes a token.
const UNDONE: usize = 100_000;

/// What an edit of many would do.
#[derive(Debug, Default)]
pub struct EditPreview {
    /// Tokens meant.
    pub total: usize,
    /// Tokens that it would change; the others are so already, or can't be edited at all.
    pub will_change: usize,
    /// The first of them with their changes.
    pub examples: Vec<(Token, Vec<FieldChange>)>,
    /// Tokens that must not be edited so.
    pub refused: usize,
    /// The first of them, with what is wrong.
    pub first_refused: Vec<(Token, Vec<FieldError>)>,
    /// Whether it could be taken back.
    pub can_be_undone: bool,
}

impl Desk {
    /// Says what an edit of many would do; changes nothing.
    pub fn preview_edit(&self, target: &Target, edit: &FormEdit<'_>) -> Result<EditPreview, DeskError> {
        let ids = self.targets(target)?;
        let can_be_undone = ids.len() <= UNDONE;
        let mut preview = EditPreview { total: ids.len(), can_be_undone, ..EditPreview::default() };
        for step in ids.chunks(STEP) {
            let read = self.store().read()?;
            let catalogue = read.catalogue()?;
            for id in step {
                match self.edited(&read, &catalogue, *id, edit)? {
                    Some((token, Edited::To(terms))) => {
                        preview.will_change += 1;
                        if preview.examples.len() < EXAMPLES {
                            let changes = Terms::changes(Some(&token.terms), &terms);
                            preview.examples.push((token, changes));
                        }
                    }
                    Some((token, Edited::Wrong(errors))) => {
                        preview.refused += 1;
                        if preview.first_refused.len() < REFUSED {
                            preview.first_refused.push((token, errors));
                        }
                    }
                    Some((_, Edited::Same)) | None => {}
                }
            }
        }
        Ok(preview)
    }

    /// Edits all that may be edited so, in transactions of a thousand; others may write in between. `go_on` is asked
    /// before each. What is done when it is stopped stays done, as with [`Desk::change_in_steps`].
    pub fn edit_alike(
        &self,
        target: &Target,
        edit: &FormEdit<'_>,
        go_on: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<ChangeOutcome, DeskError> {
        let ids = self.targets(target)?;
        let steps: Vec<_> = ids.chunks(STEP).collect();
        let is_kept = ids.len() <= UNDONE;
        let (_, done, outcome) = self.patch_in_steps(&steps, is_kept, go_on, |write, ids| {
            let catalogue = write.catalogue()?;
            let mut patches = Vec::new();
            for id in ids {
                if let Some((token, Edited::To(terms))) = self.edited(write, &catalogue, *id, edit)? {
                    patches.push((token, TermsPatch::All(terms)));
                }
            }
            Ok(patches)
        })?;
        let undo = locked(&self.undo).remember(Reversal::Terms(done));
        Ok(ChangeOutcome { undo, ..outcome })
    }
}

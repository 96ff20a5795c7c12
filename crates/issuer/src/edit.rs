//! Editing a token.

use chrono::Local;
use tokendesk_domain::{
    audit::Action,
    form::{Reading, TermsForm},
    token::{Terms, Token, TokenId},
};

use crate::{Desk, DeskError, list::Details};

/// An edit as typed.
pub struct EditRequest {
    /// Which token.
    pub id: TokenId,
    /// The revision that the form was filled from; an older one is refused.
    pub revision: i64,
    /// The fields.
    pub form: TermsForm,
}

impl Desk {
    /// Reads an edit as typed; saves nothing. Judged against the token as it stands now.
    pub fn review_edit(&self, id: TokenId, form: &TermsForm) -> Result<Reading<Terms>, DeskError> {
        let read = self.store().read()?;
        let token = read.token(id)?.ok_or(DeskError::NotFound)?;
        Ok(token.read_edit(form, &read.catalogue()?, self.now(), &Local))
    }

    /// Edits for real, with an audit entry of what changed. An edit that changes nothing leaves no trace.
    pub fn edit(&self, request: &EditRequest) -> Result<Details, DeskError> {
        let now = self.now();
        let edited = self.store().write(|write| {
            let token: Token = write.token(request.id)?.ok_or(DeskError::NotFound)?;
            if !token.is_editable() {
                return Err(DeskError::NotEditable);
            }
            if token.revision != request.revision {
                return Ok(false);
            }
            let reading = token.read_edit(&request.form, &write.catalogue()?, now, &Local);
            let terms = reading.value.map_err(DeskError::Invalid)?;
            let changes = Terms::changes(Some(&token.terms), &terms);
            if changes.is_empty() {
                return Ok(true);
            }
            let stored = write.update_terms(&token, &terms)?;
            self.record(write, now, Action::Edited, (Some(token.id), token.name.as_str()), changes)?;
            Ok(stored)
        })?;
        let details = self.details(request.id)?;
        if edited { Ok(details) } else { Err(DeskError::Conflict(Box::new(details))) }
    }
}

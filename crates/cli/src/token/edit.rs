//! `tokendesk token edit`

use std::io::Write;

use tokendesk_domain::form::TermsForm;
use tokendesk_issuer::{Desk, DeskError, EditRequest};

use super::{find_one, sheet};
use crate::{
    args::EditArgs,
    form,
    note::normalised,
    output::Output,
    record::TokenRecord,
    refusal::{Failure, conflict},
};

pub(super) fn run<W: Write, N: Write>(
    desk: &Desk,
    id: i64,
    args: &EditArgs,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let before = find_one(desk, id)?;
    let token = &before.token;
    if let Some(revision) = args.revision.filter(|revision| *revision != token.revision) {
        return Err(conflict(&before, Some(revision)).into());
    }
    if !token.is_editable() {
        return Err(DeskError::NotEditable.into());
    }

    let typed = form::edit(args, &token.terms);
    let review = desk.review_edit(token.id, &typed.form)?;
    let errors = review.value.as_ref().err().map_or(&[][..], Vec::as_slice);
    let form = typed.judged(errors, &args.terms).map_err(Failure::Input)?;
    // What was so before the edit is not said again.
    let known = desk.review_edit(token.id, &TermsForm::from(&token.terms))?.warnings;

    let request = EditRequest { id: token.id, revision: token.revision, form };
    let after = desk.edit(&request).map_err(|error| match error {
        DeskError::Conflict(current) => conflict(&current, Some(token.revision)).into(),
        error => Failure::from(error),
    })?;
    output.result(|| TokenRecord::of(&after.token, after.now), || sheet::of(&after))?;

    if after.token.revision == token.revision {
        output.remark("It was so already: nothing changed.");
    }
    if !(args.terms.allow_ips.is_empty() && args.terms.block_ips.is_empty()) {
        for note in normalised(&review.addresses) {
            output.warn(&note);
        }
    }
    for warning in review.warnings.into_iter().filter(|warning| !known.contains(warning)) {
        output.warn(&warning.into());
    }
    Ok(())
}

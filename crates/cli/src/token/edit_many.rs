//! `tokendesk token edit` of several tokens or of a filter, and `tokendesk token extend`.

use std::{collections::HashSet, io::Write, ops::ControlFlow};

use chrono::SubsecRound;

use tokendesk_domain::{
    expiry::ExpiryChoice,
    form::TermsForm,
    list_query::Chip,
    token::{Token, TokenId},
    token_filter::TokenFilter,
};
use tokendesk_issuer::{Desk, EditsOutcome, FormEdit};

use super::{
    selection::{approved, chosen},
    told,
};
use crate::{
    args::{EditArgs, ExtendArgs, Selection, TermsArgs},
    form,
    output::Output,
    progress::Progress,
    refusal::{Failure, Refusal},
    stop::Stop,
};

/// How many tokens that must not be edited so are named.
const NAMED: usize = 20;

pub(super) fn edit<W: Write, N: Write>(
    desk: &Desk,
    args: &EditArgs,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    if args.revision.is_some() {
        let message = "A revision is that of one token; name it by its number.";
        return Err(Refusal::at("revision", "usage", message).into());
    }
    // What is wrong with the options is wrong whatever the token.
    let refusals = form::wrong(&args.terms);
    if !refusals.is_empty() {
        return Err(Failure::Input(refusals));
    }
    run(desk, &args.tokens, &args.terms, &|token| Some(form::edit(args, &token.terms).form), output)
}

pub(super) fn extend<W: Write, N: Write>(
    desk: &Desk,
    args: &ExtendArgs,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let to = |token: &Token, expiry| TermsForm { expiry, ..TermsForm::from(&token.terms) };
    let terms = TermsArgs::default();
    match (&args.by, &args.until) {
        (Some(by), _) => {
            let by = TokenFilter::parse_time(by)
                .map_err(|problem| Refusal::at("by", problem.code(), problem.to_string()))?;
            let now = desk.now().trunc_subsecs(0);
            // One without an end needs no later one; one that has ended begins again now.
            let edit = |token: &Token| {
                let end = token.terms.expires?.max(now).checked_add_signed(by)?;
                Some(to(token, ExpiryChoice::At(end)))
            };
            run(desk, &args.tokens, &terms, &edit, output)
        }
        (None, until) => {
            let until = form::expiry(until.as_deref().unwrap_or_default());
            let edit = |token: &Token| token.terms.expires.map(|_| to(token, until.clone()));
            run(desk, &args.tokens, &terms, &edit, output)
        }
    }
}

fn run<W: Write, N: Write>(
    desk: &Desk,
    selection: &Selection,
    terms: &TermsArgs,
    edit: &FormEdit<'_>,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let ids = chosen(desk, selection, Chip::All)?;
    let review = desk.review_edits(&ids, edit)?;
    if !review.wrong.is_empty() {
        return Err(refused(desk, &review, terms)?);
    }
    if !approved(desk, selection, (&ids, review.changed.len()), "edited", output)? {
        return told::tokens(desk, &ids, &HashSet::new(), "", output);
    }
    let stop = Stop::listen()?;
    let progress =
        if output.is_json() { Progress::unseen() } else { Progress::up_to(ids.len() as u64, "Editing") };
    let outcome = desk.edit_many(&ids, edit, &mut |so_far| {
        progress.set(so_far.done, so_far.total);
        if stop.is_wanted() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    drop(progress);
    if !outcome.wrong.is_empty() {
        return Err(refused(desk, &outcome, terms)?);
    }
    let EditsOutcome { changed, left, entries, stopped_by, .. } = outcome;
    let changed: HashSet<TokenId> = changed.into_iter().collect();
    told::tokens(desk, &ids, &changed, "edited", output)?;
    told::way_back(&entries, output);
    told::ended(changed.len(), "edited", left, stopped_by)
}

/// Nothing was changed, because of these tokens.
fn refused(desk: &Desk, outcome: &EditsOutcome, terms: &TermsArgs) -> Result<Failure, Failure> {
    let mut refusals = Vec::new();
    for (id, errors) in outcome.wrong.iter().take(NAMED) {
        let name = desk.tokens(&[*id])?.pop().map(|token| token.name.to_string()).unwrap_or_default();
        let said = |refusal: Refusal| Refusal {
            message: format!("Token {} ({name}): {}", id.0, refusal.message),
            ..refusal
        };
        refusals.extend(form::refusals(errors, terms).into_iter().map(said));
    }
    let more = outcome.wrong.len().saturating_sub(NAMED);
    if more > 0 {
        let message = format!("So it is with {more} more tokens. Nothing was changed.");
        refusals.push(Refusal::new("wrong_tokens", message));
    }
    Ok(Failure::Input(refusals))
}

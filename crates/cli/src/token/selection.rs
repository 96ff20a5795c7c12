//! The tokens of a change: those of numbers or of a filter, looked at before they are changed.

use std::io::{self, IsTerminal, Write};

use tokendesk_domain::{
    field_error::{Field, FieldError},
    list_query::{Chip, ListQuery},
    scope::ScopeName,
    token::TokenId,
    token_filter::TokenFilter,
};
use tokendesk_issuer::Desk;

use super::find;
use crate::{
    args::{FilterArgs, Selection},
    note::Note,
    output::Output,
    refusal::{Failure, Refusal},
    terminal,
};

/// How many names a preview shows.
const SHOWN: usize = 5;

/// The filter as typed, where it says nothing else over `query`; what is wrong with it is said at once.
pub(super) fn filter(args: &FilterArgs, query: &ListQuery) -> Result<TokenFilter, Failure> {
    let mut refusals = Vec::new();
    let mut at = |option: &str, error: FieldError| {
        refusals.push(Refusal { field: Some(option.to_owned()), ..Refusal::from(&error) });
    };
    let mut time = |option: &str, typed: &Option<String>| {
        let parse = |typed: &String| {
            TokenFilter::parse_time(typed)
                .map_err(|problem| at(option, FieldError::new(Field::QuietFor, problem)))
                .ok()
        };
        typed.as_ref().and_then(parse)
    };
    let (ends_within, unused_for) = (time("expiring", &args.expiring), time("unused", &args.unused));
    let group = args
        .in_group
        .as_deref()
        .and_then(|typed| TokenFilter::parse_group(typed).map_err(|error| at("in_group", error)).ok());
    let scope = args.with_scope.as_deref().and_then(|typed| {
        let parsed = ScopeName::parse(typed);
        parsed.map_err(|problem| at("with_scope", FieldError::new(Field::ScopeName, problem))).ok()
    });
    let search = args.search.clone().unwrap_or_default();
    let chip = args.status.map_or(query.chip, Into::into);
    let query = ListQuery { chip, search, ..*query };
    if refusals.is_empty() {
        Ok(TokenFilter { query, group, scope, ends_within, unused_for })
    } else {
        Err(Failure::Input(refusals))
    }
}

/// The numbers meant; those that were typed all exist. A filter that names no state looks at the tokens of `chip`.
pub(super) fn chosen(desk: &Desk, selection: &Selection, chip: Chip) -> Result<Vec<TokenId>, Failure> {
    if !selection.ids.is_empty() {
        return Ok(find(desk, &selection.ids)?.iter().map(|token| token.id).collect());
    }
    if selection.filter.search.as_deref().is_some_and(|text| text.trim().is_empty()) {
        // Nearly always a variable that was not set; it would mean every token.
        return Err(Refusal::at("search", "required", "Enter a text to search for.").into());
    }
    Ok(desk.filtered(&filter(&selection.filter, &ListQuery { chip, ..ListQuery::default() })?)?)
}

/// Says which tokens are meant and how many of them `will_change`, and asks whether to go on where a filter chose
/// them. Not asked: `--yes`, and numbers that were typed.
pub(super) fn approved<W: Write, N: Write>(
    desk: &Desk,
    selection: &Selection,
    (ids, will_change): (&[TokenId], usize),
    what: &str,
    output: &mut Output<W, N>,
) -> Result<bool, Failure> {
    if !selection.ids.is_empty() && !selection.dry_run {
        return Ok(true);
    }
    let first = desk.tokens(&ids[..ids.len().min(SHOWN)])?;
    let mut names = first.iter().map(|token| token.name.to_string()).collect::<Vec<_>>().join(", ");
    if ids.len() > SHOWN {
        names.push_str(", …");
    }
    let names = if ids.is_empty() { String::new() } else { format!(": {names}") };
    let preview = format!("Tokens chosen: {}; to be {what}: {will_change}{names}", ids.len());
    if output.is_json() {
        output.warn(&Note::new("preview", preview));
    } else {
        output.remark(&preview);
    }
    if selection.dry_run {
        output.remark("Nothing was changed.");
        return Ok(false);
    }
    if will_change == 0 || selection.yes {
        return Ok(true);
    }
    if !io::stdin().is_terminal() {
        let message = "Nobody is there to be asked: write --yes to change the tokens of a filter.";
        return Err(Refusal::at("yes", "not_confirmed", message).into());
    }
    let question = format!("Go on with {will_change} tokens? [y/N] ");
    let answer = terminal::ask(&question).unwrap_or_default();
    if matches!(answer.trim().to_lowercase().as_str(), "y" | "yes") {
        return Ok(true);
    }
    Err(Refusal::at("yes", "not_confirmed", "Nothing was changed.").into())
}

//! `tokendesk token …`, one file for each verb.

mod candidate;
mod delivery;
mod edit;
mod edit_many;
mod explain;
mod export;
mod issue;
mod issue_many;
mod key;
mod life;
mod list;
mod old_key;
pub(crate) mod posture;
mod rotate;
mod row_count;
mod selection;
mod sheet;
mod show;
mod tally;
mod told;
pub(crate) mod undo;
mod usage;

pub(crate) use self::sheet::local;

use std::{collections::HashSet, io::Write};

use tokendesk_domain::{
    life_change::LifeChange,
    list_query::ListQuery,
    token::{Token, TokenId},
};
use tokendesk_issuer::{Desk, DeskError, Details};

use crate::{
    args::TokenVerb,
    output::Output,
    refusal::{Failure, Refusal},
};

pub(crate) fn run<W: Write, N: Write>(
    desk: &Desk,
    verb: &TokenVerb,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    match verb {
        TokenVerb::Issue(args) => match &args.file.from {
            Some(path) => issue_many::run(desk, path, &args.file, output),
            None => issue::run(desk, &args.token, output),
        },
        TokenVerb::List(args) => list::run(desk, args, output),
        TokenVerb::Show(args) => show::run(desk, &args.ids, output),
        TokenVerb::Explain(args) => explain::run(desk, args, output),
        TokenVerb::Usage(args) => usage::run(desk, args, output),
        TokenVerb::Warnings(args) => posture::run(desk, args, output),
        TokenVerb::Export(args) => export::run(desk, args, output),
        TokenVerb::Edit(args) => match args.tokens.ids[..] {
            [id] if !args.tokens.dry_run => edit::run(desk, id, args, output),
            _ => edit_many::edit(desk, args, output),
        },
        TokenVerb::Extend(args) => edit_many::extend(desk, args, output),
        TokenVerb::Key { id } => key::run(desk, *id, output),
        TokenVerb::Rotate(args) => rotate::run(desk, args, output),
        TokenVerb::OldKey(verb) => old_key::run(desk, verb, output),
        TokenVerb::Disable(args) => life::run(desk, args, &LifeChange::Disable, output),
        TokenVerb::Enable(args) => life::run(desk, args, &LifeChange::Enable, output),
        TokenVerb::Revoke(args) => {
            let change = LifeChange::Revoke(life::reason(args.reason.as_deref())?);
            life::run(desk, &args.tokens, &change, output)
        }
        TokenVerb::Delete(args) => life::run(desk, args, &LifeChange::Delete, output),
        TokenVerb::Restore(args) => life::run(desk, args, &LifeChange::Restore, output),
        TokenVerb::Purge(args) => life::run(desk, args, &LifeChange::Purge, output),
    }
}

/// All of these tokens in this order, each once; if some do not exist, each of those is said.
fn find(desk: &Desk, ids: &[i64]) -> Result<Vec<Token>, Failure> {
    let mut seen = HashSet::new();
    let typed: Vec<(usize, TokenId)> =
        ids.iter().map(|id| TokenId(*id)).enumerate().filter(|(_, id)| seen.insert(*id)).collect();
    let found = desk.tokens(&typed.iter().map(|(_, id)| *id).collect::<Vec<_>>())?;
    let known: HashSet<TokenId> = found.iter().map(|token| token.id).collect();
    let missing = typed.iter().filter(|(_, id)| !known.contains(id));
    let missing: Vec<_> = missing.map(|(index, id)| Refusal::no_such_token(id.0, *index)).collect();
    if missing.is_empty() { Ok(found) } else { Err(Failure::Input(missing)) }
}

/// One token.
fn find_one(desk: &Desk, id: i64) -> Result<Details, Failure> {
    desk.details(TokenId(id)).map_err(|error| match error {
        DeskError::NotFound => Refusal { index: None, ..Refusal::no_such_token(id, 0) }.into(),
        error => error.into(),
    })
}

/// The living token of that name, or the one with that number.
fn named(desk: &Desk, typed: &str) -> Result<TokenId, Failure> {
    let typed = typed.trim();
    if let Ok(id) = typed.parse().map(TokenId) {
        return Ok(find_one(desk, id.0)?.token.id);
    }
    let query = ListQuery { search: typed.to_owned(), ..ListQuery::default() };
    let found = desk.tokens(&desk.list(&query)?)?;
    let ids: Vec<_> =
        found.iter().filter(|token| token.name.as_str() == typed).map(|token| token.id).collect();
    match ids[..] {
        [id] => Ok(id),
        [] => Err(Refusal::at("id", "not_found", format!("There is no token named {typed:?}.")).into()),
        _ => {
            let numbers = ids.iter().map(|id| id.0.to_string()).collect::<Vec<_>>().join(", ");
            let message = format!("Several tokens are named {typed:?}: {numbers}. Give a number.");
            Err(Refusal::at("id", "several_tokens", message).into())
        }
    }
}

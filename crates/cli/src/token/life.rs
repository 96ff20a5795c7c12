//! `tokendesk token disable|enable|revoke|delete|restore|purge`: one token or many, all of them or none.

use std::{
    collections::{HashMap, HashSet},
    io::Write,
};

use tokendesk_domain::{
    field_error::{Field, FieldError},
    life_change::LifeChange,
    list_query::Chip,
    reason::Reason,
    token::{Token, TokenId},
};
use tokendesk_issuer::{Desk, Target};

use super::{
    selection::{approved, chosen},
    told::{self, PAGE},
};
use crate::{
    args::Selection,
    output::Output,
    record::ChangeRecord,
    refusal::{Failure, Refusal},
    table::Table,
};

/// The reason as typed; none is a blank one.
pub(super) fn reason(typed: Option<&str>) -> Result<Reason, Failure> {
    Reason::parse(typed.unwrap_or_default())
        .map_err(|problem| Refusal::from(&FieldError::new(Field::Reason, problem)).into())
}

pub(super) fn run<W: Write, N: Write>(
    desk: &Desk,
    selection: &Selection,
    change: &LifeChange,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let chip = match change {
        LifeChange::Restore | LifeChange::Purge => Chip::Trash,
        LifeChange::Disable | LifeChange::Enable | LifeChange::Revoke(_) | LifeChange::Delete => Chip::All,
    };
    let ids = chosen(desk, selection, chip)?;
    let target = Target::Ids(ids.clone());
    let will_change = desk.preview_change(&target, change)?.will_change;
    let what = change.action().code();
    if !approved(desk, selection, (&ids, will_change), what, output)? {
        return told::tokens(desk, &ids, &HashSet::new(), "", output);
    }
    // Of those that are purged nothing is left to be read afterwards.
    let before = if *change == LifeChange::Purge { names(desk, &ids)? } else { HashMap::new() };
    let outcome = desk.change(&target, change)?;
    let changed: HashSet<TokenId> = desk.changed_by(&outcome)?.into_iter().collect();
    let now = desk.now();
    let mut table: Option<Table<3>> = None;
    for page in ids.chunks(PAGE) {
        let after: HashMap<TokenId, Token> =
            desk.tokens(page)?.into_iter().map(|token| (token.id, token)).collect();
        let record = |id: &TokenId| {
            // None: purged, now or by another program meanwhile.
            let new = after.get(id);
            let (name, revision) = before.get(id).cloned().unwrap_or_default();
            ChangeRecord {
                id: id.0,
                name: new.map_or(name, |token| token.name.to_string()),
                changed: changed.contains(id),
                status: new.map(|token| token.status(now).code()),
                revision: new.map_or(revision, |token| token.revision),
            }
        };
        let records: Vec<_> = page.iter().map(record).collect();
        told::print(&records, what, &mut table, output)?;
    }
    if *change == LifeChange::Delete && !changed.is_empty() {
        output.remark(&format!("The trash keeps them for {} days.", LifeChange::TRASH_DAYS));
    }
    if change.inverse().is_some() {
        told::way_back(&outcome.entries, output);
    }
    Ok(())
}

fn names(desk: &Desk, ids: &[TokenId]) -> Result<HashMap<TokenId, (String, i64)>, Failure> {
    let mut names = HashMap::new();
    for page in ids.chunks(PAGE) {
        let tokens = desk.tokens(page)?;
        names.extend(tokens.iter().map(|token| (token.id, (token.name.to_string(), token.revision))));
    }
    Ok(names)
}

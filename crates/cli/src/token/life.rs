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

use super::selection::{approved, chosen};
use crate::{
    args::Selection,
    output::Output,
    record::ChangeRecord,
    refusal::{Failure, Refusal},
    table::Table,
};

/// Rows that are read at once.
const PAGE: usize = 200;

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
        return list(desk, &ids, output);
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
        print(&records, what, &mut table, output)?;
    }
    if *change == LifeChange::Delete && !changed.is_empty() {
        output.remark(&format!("The trash keeps them for {} days.", LifeChange::TRASH_DAYS));
    }
    Ok(())
}

/// The tokens as they are: nothing was changed.
pub(super) fn list<W: Write, N: Write>(
    desk: &Desk,
    ids: &[TokenId],
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let mut table = None;
    for page in ids.chunks(PAGE) {
        let now = desk.now();
        let record = |token: &Token| ChangeRecord {
            id: token.id.0,
            name: token.name.to_string(),
            changed: false,
            status: Some(token.status(now).code()),
            revision: token.revision,
        };
        let records: Vec<_> = desk.tokens(page)?.iter().map(record).collect();
        print(&records, "", &mut table, output)?;
    }
    Ok(())
}

/// A line for each token; `what` was done to those that changed.
pub(super) fn print<W: Write, N: Write>(
    records: &[ChangeRecord],
    what: &str,
    table: &mut Option<Table<3>>,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let rows: Vec<_> = records.iter().map(|record| row(record, what)).collect();
    let table = table.get_or_insert_with(|| Table::fitting(&rows));
    for (record, row) in records.iter().zip(&rows) {
        output.result(|| record, || table.line(row))?;
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

fn row(record: &ChangeRecord, what: &str) -> [String; 3] {
    let what = match (record.changed, record.status) {
        (true, _) => what.to_owned(),
        (false, Some(status)) => format!("unchanged ({status})"),
        (false, None) => "gone".to_owned(),
    };
    [record.id.to_string(), record.name.clone(), what]
}

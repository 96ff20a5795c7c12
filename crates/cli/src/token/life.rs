//! `tokendesk token disable|enable|revoke|delete|restore|purge`: one token or many, all of them or none.

use std::{
    collections::{HashMap, HashSet},
    io::Write,
};

use tokendesk_domain::{
    field_error::{Field, FieldError},
    life_change::LifeChange,
    reason::Reason,
    token::{Token, TokenId},
};
use tokendesk_issuer::{Desk, Target};

use super::find;
use crate::{
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
    ids: &[i64],
    change: &LifeChange,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let before = find(desk, ids)?;
    let ids: Vec<TokenId> = before.iter().map(|token| token.id).collect();
    let outcome = desk.change(&Target::Ids(ids.clone()), change)?;
    let changed: HashSet<TokenId> = desk.changed_by(&outcome)?.into_iter().collect();
    let after: HashMap<TokenId, Token> =
        desk.tokens(&ids)?.into_iter().map(|token| (token.id, token)).collect();
    let now = desk.now();

    let record = |old: &Token| {
        // None: purged, now or by another program meanwhile.
        let new = after.get(&old.id);
        ChangeRecord {
            id: old.id.0,
            name: old.name.to_string(),
            changed: changed.contains(&old.id),
            status: new.map(|token| token.status(now).code()),
            revision: new.unwrap_or(old).revision,
        }
    };
    let records: Vec<_> = before.iter().map(record).collect();
    let rows: Vec<_> = records.iter().map(|record| row(record, change)).collect();
    let table = Table::fitting(&rows);
    for (record, row) in records.iter().zip(&rows) {
        output.result(|| record, || table.line(row))?;
    }
    if *change == LifeChange::Delete && !changed.is_empty() {
        output.remark(&format!("The trash keeps them for {} days.", LifeChange::TRASH_DAYS));
    }
    Ok(())
}

fn row(record: &ChangeRecord, change: &LifeChange) -> [String; 3] {
    let what = match (record.changed, record.status) {
        (true, _) => change.action().code().to_owned(),
        (false, Some(status)) => format!("unchanged ({status})"),
        (false, None) => "gone".to_owned(),
    };
    [record.id.to_string(), record.name.clone(), what]
}

//! What a change of many did: a line for each token, how to take it back, and whether it came to its end.

use std::{collections::HashSet, io::Write};

use tokendesk_domain::token::{Token, TokenId};
use tokendesk_issuer::{Desk, DeskError, Entries};

use crate::{
    note::Note,
    output::Output,
    record::ChangeRecord,
    refusal::{Failure, Refusal},
    table::Table,
};

/// Rows that are read at once.
pub(super) const PAGE: usize = 200;

/// A line for each token that is still there; `what` was done to those that `changed`.
pub(super) fn tokens<W: Write, N: Write>(
    desk: &Desk,
    ids: &[TokenId],
    changed: &HashSet<TokenId>,
    what: &str,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let mut table = None;
    for page in ids.chunks(PAGE) {
        let now = desk.now();
        let record = |token: &Token| ChangeRecord {
            id: token.id.0,
            name: token.name.to_string(),
            changed: changed.contains(&token.id),
            status: Some(token.status(now).code()),
            revision: token.revision,
        };
        let records: Vec<_> = desk.tokens(page)?.iter().map(record).collect();
        print(&records, what, &mut table, output)?;
    }
    Ok(())
}

/// A line for each record.
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

/// What takes a change back that left these entries.
pub(super) fn way_back<W: Write, N: Write>(entries: &[Entries], output: &mut Output<W, N>) {
    let spans: Vec<_> = entries
        .iter()
        .map(|span| match (span.start(), span.end()) {
            (first, last) if first == last => first.to_string(),
            (first, last) => format!("{first}-{last}"),
        })
        .collect();
    if spans.is_empty() {
        return;
    }
    let command = format!("tokendesk undo {}", spans.join(" "));
    if output.is_json() {
        output.warn(&Note::new("undo", command));
    } else {
        output.remark(&format!("This takes it back: {command}"));
    }
}

/// The end of a change in steps; a failure where `left` are left.
pub(super) fn ended(
    changed: usize,
    what: &str,
    left: usize,
    stopped_by: Option<DeskError>,
) -> Result<(), Failure> {
    let done = format!("{changed} tokens were {what}, {left} are left.");
    match stopped_by.map(Failure::from) {
        Some(Failure::Fault(refusal)) => {
            Err(Failure::Fault(Refusal { message: format!("{} {done}", refusal.message), ..refusal }))
        }
        Some(other) => Err(other),
        None if left > 0 => Err(Failure::Fault(Refusal::new("interrupted", format!("Interrupted. {done}")))),
        None => Ok(()),
    }
}

fn row(record: &ChangeRecord, what: &str) -> [String; 3] {
    let what = match (record.changed, record.status) {
        (true, _) => what.to_owned(),
        (false, Some(status)) => format!("unchanged ({status})"),
        (false, None) => "gone".to_owned(),
    };
    [record.id.to_string(), record.name.clone(), what]
}

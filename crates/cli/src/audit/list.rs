//! `tokendesk audit list`: page by page, so that a long list begins at once.

use std::io::Write;

use tokendesk_audit_export::EntryRecord;
use tokendesk_domain::audit::{AuditEntry, LoggedEntry};
use tokendesk_issuer::Desk;

use super::query;
use crate::{args::AuditListArgs, output::Output, refusal::Failure, table::Table, token::local};

/// Entries that are read at once.
const PAGE: u32 = 200;
/// A cell of changes is cut behind so many characters: `--json` and `audit export` have all of them.
const MOST_CHANGES: usize = 100;

const HEAD: [&str; 7] = ["NUMBER", "AT", "WHO", "WHAT", "TOKEN", "NAME", "CHANGES"];

pub(super) fn run<W: Write, N: Write>(
    desk: &Desk,
    args: &AuditListArgs,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let query = query(&args.filter)?;
    let (mut left, mut before) = (args.limit, args.before);
    let (mut older, mut is_cut) = (None, false);
    let mut table: Option<Table<7>> = None;
    while left > 0 {
        let asked = u32::try_from(left).unwrap_or(PAGE).min(PAGE);
        let page = desk.audit_page(&query, before, asked)?;
        say(&page.entries, &mut table, output)?;
        left -= page.entries.len() as u64;
        (older, is_cut) = (page.next, page.is_cut);
        before = older;
        if older.is_none() {
            break;
        }
    }
    if let Some(number) = older {
        let are = if is_cut { "may be" } else { "are" };
        output.remark(&format!("There {are} older ones: --before {number}"));
    } else if left == args.limit {
        output.remark("No entries.");
    }
    Ok(())
}

fn say<W: Write, N: Write>(
    page: &[LoggedEntry],
    table: &mut Option<Table<7>>,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    if output.is_json() {
        for entry in page {
            output.result(|| EntryRecord::of(entry), String::new)?;
        }
        return Ok(());
    }
    if page.is_empty() {
        return Ok(());
    }
    let mut rows: Vec<_> = page.iter().map(row).collect();
    if table.is_none() {
        rows.insert(0, HEAD.map(str::to_owned));
    }
    let table = table.get_or_insert_with(|| Table::fitting(&rows));
    for row in &rows {
        output.result(|| (), || table.line(row))?;
    }
    Ok(())
}

fn row(LoggedEntry { number, entry, .. }: &LoggedEntry) -> [String; 7] {
    [
        number.to_string(),
        local(entry.at),
        entry.actor.to_string(),
        entry.action.code().to_owned(),
        entry.token.map(|id| id.0.to_string()).unwrap_or_default(),
        entry.subject.clone(),
        changes(entry),
    ]
}

/// `state: enabled → disabled; reason: leaked`
fn changes(entry: &AuditEntry) -> String {
    let said = entry.changes.iter().map(|change| {
        let text = |value: &Option<String>| value.as_deref().unwrap_or("none").replace('\n', ", ");
        match &change.before {
            None => format!("{}: {}", change.field.code(), text(&change.after)),
            Some(_) => format!("{}: {} → {}", change.field.code(), text(&change.before), text(&change.after)),
        }
    });
    let said = said.collect::<Vec<_>>().join("; ");
    match said.char_indices().nth(MOST_CHANGES) {
        Some((end, _)) => format!("{}…", &said[..end]),
        None => said,
    }
}

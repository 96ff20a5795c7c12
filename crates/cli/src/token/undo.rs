//! `tokendesk undo`: tokens as they were before entries of the audit log.

use std::{collections::HashSet, io::Write, ops::ControlFlow};

use tokendesk_domain::token::TokenId;
use tokendesk_issuer::{Desk, Entries, UndoOutcome};

use super::told;
use crate::{
    args::UndoArgs,
    output::Output,
    progress::Progress,
    refusal::{Failure, Refusal},
    stop::Stop,
};

pub(crate) fn run<W: Write, N: Write>(
    desk: &Desk,
    args: &UndoArgs,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let last = desk.audit_head()?.number;
    let missing = args.entries.iter().enumerate().filter(|(_, entries)| *entries.end() > last);
    let missing: Vec<_> = missing.map(|(index, entries)| no_such_entry(*entries.end(), index)).collect();
    if !missing.is_empty() {
        return Err(Failure::Input(missing));
    }
    // The latest first: an earlier change may lie under a later one.
    let mut parts: Vec<&Entries> = args.entries.iter().collect();
    parts.sort_unstable_by_key(|entries| std::cmp::Reverse(*entries.end()));
    let mut whole = UndoOutcome::default();
    let stop = Stop::listen()?;
    for entries in parts {
        let part =
            if args.dry_run { desk.review_undo(entries)? } else { take_back(desk, entries, &stop, output)? };
        let is_over = part.left > 0;
        whole.add(part);
        if is_over {
            break;
        }
    }
    say(desk, &whole, args.dry_run, output)?;
    told::ended(whole.changed.len(), "taken back", whole.left, whole.stopped_by)
}

fn take_back<W: Write, N: Write>(
    desk: &Desk,
    entries: &Entries,
    stop: &Stop,
    output: &Output<W, N>,
) -> Result<UndoOutcome, Failure> {
    let total = entries.end().abs_diff(*entries.start()) + 1;
    let progress = if output.is_json() { Progress::unseen() } else { Progress::up_to(total, "Taking back") };
    Ok(desk.undo_entries(entries, &mut |so_far| {
        progress.set(so_far.done, so_far.total);
        if stop.is_wanted() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?)
}

fn say<W: Write, N: Write>(
    desk: &Desk,
    outcome: &UndoOutcome,
    is_dry: bool,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let mut ids: Vec<_> = outcome.changed.iter().chain(&outcome.unchanged).copied().collect();
    ids.sort_unstable();
    ids.dedup();
    let changed: HashSet<TokenId> = outcome.changed.iter().copied().collect();
    let what = if is_dry { "would be taken back" } else { "taken back" };
    told::tokens(desk, &ids, &changed, what, output)?;
    if ids.is_empty() {
        output.remark("No token was changed by these entries.");
    }
    if is_dry {
        output.remark("Nothing was changed.");
    }
    told::way_back(&outcome.entries, output);
    Ok(())
}

fn no_such_entry(number: i64, index: usize) -> Refusal {
    let message = format!("The audit log has no entry {number}.");
    Refusal { index: Some(index), ..Refusal::at("entries", "not_found", message) }
}

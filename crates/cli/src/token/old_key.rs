//! `tokendesk token old-key list|revoke`

use std::{io::Write, slice};

use chrono::{DateTime, Utc};
use tokendesk_domain::{rotation::OldKey, token::TokenId};

use super::{Desk, find_one, sheet};
use crate::{
    args::OldKeyVerb,
    output::Output,
    record::{OldKeyChangeRecord, OldKeyRecord},
    refusal::{Failure, Refusal},
    table::Table,
};

pub(super) fn run<W: Write, N: Write>(
    desk: &Desk,
    verb: &OldKeyVerb,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    match verb {
        OldKeyVerb::List { id } => list(desk, *id, output),
        OldKeyVerb::Revoke { id, generation } => revoke(desk, *id, *generation, output),
    }
}

fn list<W: Write, N: Write>(desk: &Desk, id: i64, output: &mut Output<W, N>) -> Result<(), Failure> {
    let (id, now) = (find_one(desk, id)?.token.id, desk.now());
    let keys = desk.old_keys(id)?;
    if keys.is_empty() {
        output.remark("There are no old keys.");
        return Ok(());
    }
    let rows: Vec<_> = keys.iter().map(|old| row(old, now)).collect();
    let heading = ["NUMBER", "KEY", "ENDS", "CALLS", "SHARE", "LAST USED", "FROM"].map(str::to_owned);
    let table = Table::fitting(&[slice::from_ref(&heading), &rows[..]].concat());
    if !output.is_json() {
        output.result(|| (), || table.line(&heading))?;
    }
    for (old, row) in keys.iter().zip(&rows) {
        output.result(|| OldKeyRecord::of(old, now), || table.line(row))?;
    }
    Ok(())
}

fn row(old: &OldKey, now: DateTime<Utc>) -> [String; 7] {
    let none = || "—".to_owned();
    [
        old.generation.to_string(),
        old.hint.to_string(),
        if old.passes(now) { sheet::local(old.until) } else { "ended".to_owned() },
        format!("{} of {}", old.uses, old.calls.max(old.uses)),
        old.share_percent().map_or_else(none, |percent| format!("{percent} %")),
        old.last_used.map_or_else(none, sheet::local),
        old.last_address.clone().unwrap_or_else(none),
    ]
}

fn revoke<W: Write, N: Write>(
    desk: &Desk,
    id: i64,
    generation: u32,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let token = find_one(desk, id)?.token;
    if generation == token.generation {
        let message = "This is the present key: rotate it, or disable or revoke the token.";
        return Err(Refusal::at("generation", "present_key", message).into());
    }
    let changed = desk.revoke_old_key(TokenId(id), generation)?;
    let record = OldKeyChangeRecord { id, name: token.name.to_string(), generation, changed };
    let said = if changed { "ended" } else { "unchanged (it has ended already)" };
    let line = format!("{id}  {}  key {generation}  {said}", crate::text::visible(token.name.as_str()));
    Ok(output.result(|| record, || line)?)
}

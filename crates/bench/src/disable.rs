//! All tokens at once: disabled with progress and an audit entry each, against one SQL statement.

use std::ops::ControlFlow;
use std::path::Path;

use anyhow::{Result, ensure};
use rusqlite::Connection;
use tokendesk_domain::{life_change::LifeChange, list_query::ListQuery};
use tokendesk_issuer::{Desk, Progress, Target, data_file};

use crate::desk::open_desk;
use crate::figure::{Bound, Figure, Quantity};
use crate::list::milliseconds;
use crate::statistics::median;

pub(crate) fn measure(from: &Path, folder: &Path) -> Result<Vec<Figure>> {
    let [ours, bare] = ["desk", "bare"].map(|name| data_file(&folder.join(name)));
    for copy in [&ours, &bare] {
        std::fs::create_dir_all(copy.parent().expect("in a folder"))?;
        std::fs::copy(data_file(from), copy)?;
    }
    let desk = open_desk(&ours)?;
    let bare = Connection::open(&bare)?;
    bare.pragma_update(None, "synchronous", "FULL")?;

    let (mut desk_times, mut bare_times) = (Vec::new(), Vec::new());
    // There and back: the same work on the same rows, twice.
    for (change, from, to) in
        [(LifeChange::Disable, "enabled", "disabled"), (LifeChange::Enable, "disabled", "enabled")]
    {
        desk_times.push(milliseconds(|| all(&desk, &change))?);
        bare_times.push(milliseconds(|| statement(&bare, from, to))?);
    }
    Ok(vec![Figure {
        what: "disable or enable all of 1,000,000 tokens".to_owned(),
        ours: Quantity::Milliseconds(median(&desk_times)),
        reference: Some(Quantity::Milliseconds(median(&bare_times))),
        bound: Bound::AtMostTimes(3.0),
    }])
}

fn all(desk: &Desk, change: &LifeChange) -> Result<()> {
    let mut last = Progress { done: 0, total: 0 };
    let all = Target::Query { query: ListQuery::default(), except: Vec::new() };
    let outcome = desk.change_in_steps(&all, change, &mut |progress| {
        last = progress;
        ControlFlow::Continue(())
    })?;
    ensure!(outcome.left == 0 && last.total > 0, "it went through, and said how far it was");
    Ok(())
}

fn statement(bare: &Connection, from: &str, to: &str) -> rusqlite::Result<usize> {
    let sql = "UPDATE tokens SET state = ?2, revision = revision + 1 WHERE deleted_ms IS NULL AND state = ?1";
    bare.execute(sql, [from, to])
}

//! `tokendesk audit verify`

use std::io::Write;

use serde::Serialize;
use tokendesk_domain::audit_chain::{ChainFault, EntryHash, Intact};
use tokendesk_issuer::Desk;

use crate::{
    output::Output,
    refusal::{Failure, Refusal},
};

/// The log is as it was written.
#[derive(Serialize)]
struct IntactRecord {
    intact: bool,
    entries: u64,
    /// To be noted elsewhere, for `--head`.
    head: String,
    /// The number of the entry whose head was noted; null: none was given.
    noted: Option<i64>,
}

pub(super) fn run<W: Write, N: Write>(
    desk: &Desk,
    noted: Option<&str>,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let noted: Option<EntryHash> = noted
        .map(str::parse)
        .transpose()
        .map_err(|_| Refusal::at("head", "not_a_head", "Write the 64 digits that `audit verify` printed."))?;
    let intact = desk.check_audit(noted)?.map_err(tampered)?;
    output.result(|| record(intact), || sentence(intact))?;
    output.remark(
        "Note the head elsewhere: `audit verify --head` then also finds a log that was written anew.",
    );
    Ok(())
}

fn record(Intact { entries, head, noted }: Intact) -> IntactRecord {
    IntactRecord { intact: true, entries, head: head.hash.to_string(), noted }
}

fn sentence(Intact { entries, head, noted }: Intact) -> String {
    let since =
        noted.map(|number| format!("; so was entry {number}, whose head you noted")).unwrap_or_default();
    format!("intact: {entries} entries are as they were written{since}\nhead: {}", head.hash)
}

fn tampered(fault: ChainFault) -> Failure {
    Failure::Tampered(match fault {
        ChainFault::Altered { number } => Refusal::new(
            "audit_altered",
            format!("Entry {number} of the audit log is not as it was written."),
        ),
        ChainFault::Missing { first, last } if first == last => {
            Refusal::new("audit_missing", format!("Entry {first} of the audit log was removed."))
        }
        ChainFault::Missing { first, last } => {
            Refusal::new("audit_missing", format!("Entries {first} to {last} of the audit log were removed."))
        }
        ChainFault::Foreign { number } => Refusal::new(
            "audit_foreign",
            format!("Entry {number} of the audit log was not written by Tokendesk."),
        ),
        ChainFault::NotedHeadGone => Refusal::at(
            "head",
            "audit_noted_head_gone",
            "The head that you noted is not in the audit log: the log was cut off or written anew since.",
        ),
    })
}

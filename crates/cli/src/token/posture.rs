//! `tokendesk posture`, and `token warnings`: which tokens need a look.

use std::{fmt::Write as _, io::Write};

use tokendesk_domain::finding::{Finding, Severity};
use tokendesk_issuer::{Desk, FindingPage};

use super::sheet::local;
use crate::{args::PostureArgs, output::Output, record::FindingRecord, refusal::Failure, table::Table};

pub(crate) fn run<W: Write, N: Write>(
    desk: &Desk,
    args: &PostureArgs,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let posture = desk.posture()?;
    let first = args.first as usize;
    let mut worst = None;
    for (at, (finding, count)) in posture.counts.iter().enumerate() {
        worst = worst.max(Some(finding.severity()));
        let page = desk.finding_page(*finding, 0, first)?;
        output.result(
            || FindingRecord::of(*finding, *count, &page),
            || format!("{}{}", if at > 0 { "\n" } else { "" }, sheet(*finding, *count, &page)),
        )?;
    }
    match posture.tokens {
        0 => output.remark("No token needs a look."),
        1 => output.remark("1 token needs a look."),
        many => output.remark(&format!("{many} tokens need a look.")),
    }
    if args.fail_on.is_some_and(|least| worst >= Some(Severity::from(least))) {
        // What was found is the answer; it is written before the exit code tells of it.
        output.flush()?;
        return Err(Failure::Found);
    }
    Ok(())
}

/// A heading with the count, and the first tokens under it.
fn sheet(finding: Finding, count: usize, page: &FindingPage) -> String {
    let severity = finding.severity().code();
    let mut text = format!("{count} {} ({severity}). {}", finding.code(), finding.sentence());
    let rows: Vec<_> = page
        .tokens
        .iter()
        .map(|(token, moment)| {
            let when =
                moment.map_or_else(String::new, |at| format!("{} {}", preposition(finding), local(at)));
            [format!("  {}", token.id.0), token.name.to_string(), when]
        })
        .collect();
    if !rows.is_empty() {
        text.push('\n');
        text.push_str(&Table::of(&rows));
    }
    if count > rows.len() && !rows.is_empty() {
        // A string takes all that is written into it.
        let _ = write!(text, "\n  and {} more", count - rows.len());
    }
    text
}

/// What a finding's moment is.
const fn preposition(finding: Finding) -> &'static str {
    match finding {
        Finding::ExpiresInDay | Finding::ExpiresInWeek => "expires",
        Finding::UsedUp | Finding::NearlyUsedUp | Finding::MostlyUsed => "counted anew",
        Finding::Unbounded => "issued",
        Finding::Unused => "unused since",
        Finding::OldKey => "until",
    }
}

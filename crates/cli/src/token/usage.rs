//! `tokendesk token usage`

use std::io::Write;

use chrono::Local;
use tokendesk_domain::{
    token::TokenId,
    usage_history::{UsageSpan, UsageStretch},
};
use tokendesk_issuer::{Desk, TokenUsage};

use super::{named, sheet::local};
use crate::{args::UsageArgs, output::Output, record::UsageRecord, refusal::Failure, table::Table};

pub(super) fn run<W: Write, N: Write>(
    desk: &Desk,
    args: &UsageArgs,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let id: TokenId = named(desk, &args.token)?;
    let span = if args.days == 1 { UsageSpan::Hours } else { UsageSpan::Days(args.days) };
    let usage = desk.usage(id, span)?;
    output.result(|| UsageRecord::of(&usage), || sheet(&usage, span))?;
    if usage.history.allowed() == 0 && usage.history.refused().is_empty() {
        output.remark("Nothing was counted in this time. `tokendesk serve` counts what gateways ask.");
    }
    Ok(())
}

fn sheet(usage: &TokenUsage, span: UsageSpan) -> String {
    let history = &usage.history;
    let began = |stretch: &UsageStretch| {
        let from = stretch.from.with_timezone(&Local);
        from.format(if span == UsageSpan::Hours { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d" }).to_string()
    };
    let mut stretches = vec![["FROM", "ALLOWED", "REFUSED"].map(str::to_owned)];
    stretches.extend(
        history
            .stretches
            .iter()
            .map(|stretch| [began(stretch), stretch.allowed.to_string(), stretch.all_refused().to_string()]),
    );
    let mut parts = vec![Table::of(&stretches)];
    let refused: Vec<_> =
        history.refused().iter().map(|(code, count)| [(*code).to_owned(), count.to_string()]).collect();
    if !refused.is_empty() {
        parts.push(format!("refused:\n{}", Table::of(&refused)));
    }
    let seen: Vec<_> = usage
        .addresses
        .iter()
        .map(|seen| [seen.address.clone(), seen.count.to_string(), local(seen.last)])
        .collect();
    if !seen.is_empty() {
        parts.push(format!("allowed from, how often, when last:\n{}", Table::of(&seen)));
    }
    parts.join("\n\n")
}

//! `tokendesk token usage`

use clap::Args;
use tokendesk_domain::usage_history::UsageSpan;

/// Whose use, and how far back.
#[derive(Args, Debug)]
pub(crate) struct UsageArgs {
    /// Which token: its number in `token list`, or its name if no other token has it
    #[arg(value_name = "NAME|ID")]
    pub(crate) token: String,

    /// How many days, today included; 1 is the last 24 hours, by the hour
    #[arg(long, value_name = "N", default_value_t = 7, value_parser = clap::value_parser!(u16).range(1..=i64::from(UsageSpan::MOST_DAYS)))]
    pub(crate) days: u16,
}

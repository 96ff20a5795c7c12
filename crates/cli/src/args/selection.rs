//! Which tokens: by their numbers, or by a filter.

use clap::Args;

use super::token::{Status, id};

/// A filter; tokens that fulfil all of it.
#[derive(Args, Debug, Default)]
pub(crate) struct FilterArgs {
    /// Found in the name, the description or the visible part of the key
    #[arg(long, value_name = "TEXT", help_heading = FILTER)]
    pub(crate) search: Option<String>,

    /// In this state
    #[arg(long, value_enum, help_heading = FILTER)]
    pub(crate) status: Option<Status>,

    /// Of this group
    #[arg(long, value_name = "LABEL", help_heading = FILTER)]
    pub(crate) in_group: Option<String>,

    /// Holding this scope
    #[arg(long, value_name = "SCOPE", help_heading = FILTER)]
    pub(crate) with_scope: Option<String>,

    /// Ending within this time: 24h, 7d
    #[arg(long, value_name = "TIME", help_heading = FILTER)]
    pub(crate) expiring: Option<String>,

    /// Not used for this time, or ever: 90d
    #[arg(long, value_name = "TIME", help_heading = FILTER)]
    pub(crate) unused: Option<String>,
}

/// The tokens of a change.
#[derive(Args, Debug, Default)]
pub(crate) struct Selection {
    /// Which tokens, by the numbers of `token list`; or by a filter
    #[arg(value_name = "ID", required_unless_present_any = FILTERS, conflicts_with_all = FILTERS, value_parser = id())]
    pub(crate) ids: Vec<i64>,

    #[command(flatten)]
    pub(crate) filter: FilterArgs,

    /// Do not ask before tokens of a filter are changed
    #[arg(long)]
    pub(crate) yes: bool,

    /// Say which tokens are meant, and how many would change; change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

const FILTERS: [&str; 6] = ["search", "status", "in_group", "with_scope", "expiring", "unused"];

const FILTER: &str = "By filter";

//! `tokendesk token …`

use clap::{Arg, ArgGroup, Args, Subcommand, ValueEnum};
use tokendesk_domain::list_query::{Chip, SortColumn};

use super::{
    ExplainArgs, ExportArgs, FileArgs, FilterArgs, ListChange, OldKeyVerb, PostureArgs, RotateArgs,
    Selection, TermsArgs, UsageArgs,
};

const ISSUE_USAGE: &str = "tokendesk token issue --name <NAME> --scope <SCOPE> [OPTIONS]
       tokendesk token issue --from <FILE> [--format <FORMAT>] [--dry-run] [--skip-invalid]";

/// What is done with tokens.
#[derive(Debug, Subcommand)]
pub(crate) enum TokenVerb {
    /// Issue a token and print its key, or as many as a file has rows
    #[command(override_usage = ISSUE_USAGE)]
    Issue(IssueArgs),
    /// List tokens
    #[command(mut_arg("in_group", as_group), mut_arg("with_scope", as_scope))]
    List(ListArgs),
    /// Write tokens to a file that `token issue --from` reads
    #[command(mut_arg("in_group", as_group), mut_arg("with_scope", as_scope))]
    Export(ExportArgs),
    /// Show tokens with their history
    Show(Ids),
    /// Say whether a request would pass, and why: every rule in its order. Nothing is charged
    Explain(ExplainArgs),
    /// Show how a token was used: allowed and refused over time, and from where
    Usage(UsageArgs),
    /// Tokens that need a look; the same as `tokendesk posture`
    Warnings(PostureArgs),
    /// Change what tokens allow; options that are not given leave their field as it is
    Edit(EditArgs),
    /// Give tokens that have an end a later one
    #[command(mut_arg("in_group", as_group), mut_arg("with_scope", as_scope))]
    Extend(ExtendArgs),
    /// Print the key of a copyable token; the audit log keeps that it was shown
    Key {
        /// Which token
        #[arg(value_parser = id())]
        id: i64,
    },
    /// Give a token a new key and print it; the old key passes for a while
    Rotate(RotateArgs),
    /// The keys of a token that were rotated out and still pass: list them, or revoke one
    #[command(subcommand)]
    OldKey(OldKeyVerb),
    /// Switch tokens off until they are enabled again
    #[command(mut_arg("in_group", as_group), mut_arg("with_scope", as_scope))]
    Disable(Selection),
    /// Switch disabled tokens on again
    #[command(mut_arg("in_group", as_group), mut_arg("with_scope", as_scope))]
    Enable(Selection),
    /// Switch tokens off for good
    #[command(mut_arg("in_group", as_group), mut_arg("with_scope", as_scope))]
    Revoke(RevokeArgs),
    /// Put tokens into the trash, which keeps them for 30 days
    #[command(mut_arg("in_group", as_group), mut_arg("with_scope", as_scope))]
    Delete(Selection),
    /// Take tokens out of the trash
    #[command(mut_arg("in_group", as_group), mut_arg("with_scope", as_scope))]
    Restore(Selection),
    /// Remove tokens in the trash for good
    #[command(mut_arg("in_group", as_group), mut_arg("with_scope", as_scope))]
    Purge(Selection),
}

/// Where it sets nothing, `--group` filters.
fn as_group(argument: Arg) -> Arg {
    argument.visible_alias("group")
}

fn as_scope(argument: Arg) -> Arg {
    argument.visible_alias("scope")
}

#[derive(Args, Debug)]
pub(crate) struct Ids {
    /// Which tokens, by the numbers of `token list`
    #[arg(value_name = "ID", required = true, value_parser = id())]
    pub(crate) ids: Vec<i64>,
}

#[derive(Args, Debug)]
pub(crate) struct RevokeArgs {
    #[command(flatten)]
    pub(crate) tokens: Selection,

    /// Why; required, up to 500 characters
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct IssueArgs {
    #[command(flatten)]
    pub(crate) token: TokenArgs,

    #[command(flatten)]
    pub(crate) file: FileArgs,
}

/// One token, as typed.
#[derive(Args, Debug, Default)]
pub(crate) struct TokenArgs {
    /// Required, up to 50 characters; it can't be changed later
    #[arg(long)]
    pub(crate) name: Option<String>,

    #[command(flatten)]
    pub(crate) terms: TermsArgs,

    /// Keep no copy of the key: it is printed now and never again
    #[arg(long)]
    pub(crate) show_once: bool,
}

#[derive(Args, Debug)]
#[command(group = ArgGroup::new("what").required(true).multiple(true).args([
    "scopes", "description", "expires", "allow_ips", "block_ips", "request_limit", "rate", "burst",
    "quota", "daily_quota", "monthly_quota", "models", "group",
    "add_scopes", "remove_scopes", "clear_allow_ip", "clear_block_ip",
]))]
pub(crate) struct EditArgs {
    #[command(flatten)]
    pub(crate) tokens: Selection,

    #[command(flatten)]
    pub(crate) terms: TermsArgs,

    #[command(flatten)]
    pub(crate) lists: ListChange,

    /// Edit only if the token still is at this revision
    #[arg(long, value_name = "N")]
    pub(crate) revision: Option<i64>,
}

#[derive(Args, Debug)]
#[command(group = ArgGroup::new("end").required(true).args(["by", "until"]))]
pub(crate) struct ExtendArgs {
    #[command(flatten)]
    pub(crate) tokens: Selection,

    /// By so much: 24h, 30d; of one that has ended from now on
    #[arg(long, value_name = "TIME")]
    pub(crate) by: Option<String>,

    /// Until then: 2027-01-31 (the end of that day), 2027-01-31T18:00, 30d from now, or never
    #[arg(long, value_name = "WHEN")]
    pub(crate) until: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    pub(crate) filter: FilterArgs,

    /// In which order
    #[arg(long, value_enum, default_value_t = Sort::Created)]
    pub(crate) sort: Sort,

    /// Largest or latest first
    #[arg(long)]
    pub(crate) descending: bool,

    /// At most so many
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) limit: Option<u64>,
}

/// Which tokens a list shows.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Status {
    /// All but the trash
    All,
    /// May be used
    Active,
    /// May be used, and end within 7 days
    Expiring,
    /// Past their expiry
    Expired,
    /// Their request limit or a quota is used up
    Exhausted,
    /// Switched off
    Disabled,
    /// Switched off for good
    Revoked,
    /// Never used yet
    #[value(alias = "never_used")]
    NeverUsed,
    /// The trash
    #[value(alias = "deleted")]
    Trash,
}

/// What a list is sorted by.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Sort {
    Name,
    Status,
    Expires,
    /// The request limit
    #[value(alias = "request-limit", alias = "request_limit")]
    Limit,
    Created,
    #[value(alias = "last_used")]
    LastUsed,
}

impl From<Status> for Chip {
    fn from(status: Status) -> Self {
        match status {
            Status::All => Self::All,
            Status::Active => Self::Active,
            Status::Expiring => Self::Expiring,
            Status::Expired => Self::Expired,
            Status::Exhausted => Self::Exhausted,
            Status::Disabled => Self::Disabled,
            Status::Revoked => Self::Revoked,
            Status::NeverUsed => Self::NeverUsed,
            Status::Trash => Self::Trash,
        }
    }
}

impl From<Sort> for SortColumn {
    fn from(sort: Sort) -> Self {
        match sort {
            Sort::Name => Self::Name,
            Sort::Status => Self::Status,
            Sort::Expires => Self::Expires,
            Sort::Limit => Self::Limit,
            Sort::Created => Self::Created,
            Sort::LastUsed => Self::LastUsed,
        }
    }
}

pub(super) fn id() -> clap::builder::RangedI64ValueParser<i64> {
    clap::value_parser!(i64).range(1..)
}

//! `tokendesk audit …`

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum, builder::PossibleValuesParser};
use tokendesk_domain::audit::{Action, ActionKind};

/// What is done with the audit log.
#[derive(Debug, Subcommand)]
pub(crate) enum AuditVerb {
    /// List what was done, by whom and from where, newest first
    List(AuditListArgs),
    /// Check that no entry was changed, removed, inserted or put elsewhere; print the head, to be noted elsewhere
    ///
    /// The exit code is 4 where one was. Whoever can write the data file can write a whole new log; a head that was
    /// noted earlier and kept elsewhere tells that, too.
    Verify {
        /// A head that `audit verify` printed earlier: it has to be in the log
        #[arg(long, value_name = "HASH")]
        head: Option<String>,
    },
    /// Write entries to a file, oldest first
    Export(AuditExportArgs),
}

#[derive(Args, Debug)]
pub(crate) struct AuditListArgs {
    #[command(flatten)]
    pub(crate) filter: AuditFilterArgs,

    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) limit: u64,

    /// Only entries older than the one with this number: the next page
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(i64).range(1..))]
    pub(crate) before: Option<i64>,
}

/// Which entries.
#[derive(Args, Debug)]
pub(crate) struct AuditFilterArgs {
    /// From then on: 2027-01-31 (from the beginning of that day), 2027-01-31T18:00 (local time), 2027-01-31T18:00+09:00
    #[arg(long, value_name = "WHEN", default_value = "", hide_default_value = true)]
    pub(crate) since: String,

    /// Until then: 2027-01-31 (to the end of that day), 2027-01-31T18:00, 2027-01-31T18:00+09:00
    #[arg(long, value_name = "WHEN", default_value = "", hide_default_value = true)]
    pub(crate) until: String,

    /// A part of the name or address: desk:anna, cli:, api:ci, 10.0.0.7
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub(crate) who: String,

    /// What was done, or what it was done to; repeat it, or separate them by commas
    #[arg(long, value_name = "WHAT", value_delimiter = ',', value_parser = PossibleValuesParser::new(words()))]
    pub(crate) what: Vec<String>,

    /// What was done to the token with this number
    #[arg(long, value_name = "ID", value_parser = super::token::id())]
    pub(crate) token: Option<i64>,
}

#[derive(Args, Debug)]
pub(crate) struct AuditExportArgs {
    #[command(flatten)]
    pub(crate) filter: AuditFilterArgs,

    /// What the file looks like
    #[arg(long, value_enum)]
    pub(crate) format: AuditFormat,

    /// The file, which must not be there yet; none given: the standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) to: Option<PathBuf>,
}

/// What an exported file looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum AuditFormat {
    /// A line of column names, then a line an entry
    Csv,
    /// A JSON object a line, as `audit list --json` prints it
    #[value(alias = "ndjson")]
    Jsonl,
}

fn words() -> Vec<&'static str> {
    let kinds = ActionKind::ALL.map(ActionKind::code).into_iter();
    kinds.chain(Action::ALL.map(Action::code)).collect()
}

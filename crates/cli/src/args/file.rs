//! `tokendesk token issue --from …`

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// A file whose rows are tokens.
#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line by itself")]
pub(crate) struct FileArgs {
    /// Issue one token for each row of this file (.csv, .jsonl, or new-api's .json); - reads the standard input
    #[arg(long, value_name = "FILE", help_heading = FROM, conflicts_with_all = ONE_TOKEN)]
    pub(crate) from: Option<PathBuf>,

    /// What the file holds, where its name does not say
    #[arg(long, value_enum, requires = "from", help_heading = FROM, conflicts_with_all = ONE_TOKEN)]
    pub(crate) format: Option<Format>,

    /// Check every row and say what is wrong; issue nothing
    #[arg(long, requires = "from", help_heading = FROM, conflicts_with_all = ONE_TOKEN)]
    pub(crate) dry_run: bool,

    /// Issue the other rows where some are wrong; else one wrong row stops all
    #[arg(long, requires = "from", help_heading = FROM, conflicts_with_all = ONE_TOKEN)]
    pub(crate) skip_invalid: bool,

    /// Issue each row only once under this name, however often the command is run: after a crash the same command goes on
    /// where it was. Remembered for 30 days
    #[arg(long, value_name = "NAME", value_parser = batch_name, requires = "from", help_heading = FROM, conflicts_with_all = ONE_TOKEN)]
    pub(crate) batch_id: Option<String>,

    /// Change the tokens whose keys are there already to what their rows say; else such a row is wrong
    #[arg(long, requires = "from", help_heading = FROM, conflicts_with_all = ONE_TOKEN)]
    pub(crate) update: bool,

    /// Leave out the keys that rows bring along: every token gets a new one
    #[arg(long, requires = "from", help_heading = FROM, conflicts_with_all = ONE_TOKEN)]
    pub(crate) new_keys: bool,

    /// What the tokens of rows may do that name no scopes; repeat it, or separate names by commas
    #[arg(
        long = "default-scope",
        value_name = "SCOPE",
        value_delimiter = ',',
        requires = "from",
        help_heading = FROM,
        conflicts_with_all = ONE_TOKEN
    )]
    pub(crate) default_scopes: Vec<String>,
}

/// The options of one token; in a file they are columns.
const ONE_TOKEN: [&str; 15] = [
    "name",
    "scopes",
    "description",
    "expires",
    "allow_ips",
    "block_ips",
    "request_limit",
    "rate",
    "burst",
    "quota",
    "daily_quota",
    "monthly_quota",
    "models",
    "group",
    "show_once",
];

const FROM: &str = "Many at once";

fn batch_name(text: &str) -> Result<String, &'static str> {
    let is_name = (1..=200).contains(&text.chars().count()) && !text.contains(char::is_control);
    if is_name { Ok(text.to_owned()) } else { Err("write 1 to 200 characters on one line") }
}

/// What a file of rows looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A line of column names, then a line a token: `name`, `scopes`, and where wanted `description`, `expires`,
    /// `allow_ip`, `block_ip`, `request_limit`, `rate`, `burst`, `quota`, `daily_quota`, `monthly_quota`, `models`,
    /// `group`, `show_once`, `enabled`, `key` or `key_sha256`; lists are separated by blanks, commas or semicolons.
    /// Files of Amazon API Gateway are such files
    Csv,
    /// A JSON object a line with the same names; lists are arrays
    #[value(alias = "ndjson")]
    Jsonl,
    /// The list of tokens that new-api and one-api answer with
    NewApi,
}

impl From<Format> for tokendesk_token_file::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Csv => Self::Csv,
            Format::Jsonl => Self::JsonLines,
            Format::NewApi => Self::NewApi,
        }
    }
}

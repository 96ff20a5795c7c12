//! `tokendesk token export`

use std::path::PathBuf;

use clap::Args;

use super::{FilterArgs, file::Format};

#[derive(Args, Debug)]
pub(crate) struct ExportArgs {
    #[command(flatten)]
    pub(crate) filter: FilterArgs,

    /// What to write; not given: what the file's name says, else csv
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,

    /// The file, for its owner alone (mode 0600); not given: the standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) to: Option<PathBuf>,

    /// Replace the file if it is there
    #[arg(long, requires = "to")]
    pub(crate) force: bool,

    /// Write the keys of copyable tokens too, in plain text; each is an entry in the audit log
    #[arg(long)]
    pub(crate) with_keys: bool,

    /// Do not ask whether keys are to be written
    #[arg(long, requires = "with_keys")]
    pub(crate) yes: bool,
}

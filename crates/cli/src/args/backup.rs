//! `tokendesk backup …` and `tokendesk restore`

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// What is done with backups.
#[derive(Debug, Subcommand)]
pub(crate) enum BackupVerb {
    /// Copy the data file whole, while everybody goes on working
    Create(CreateBackupArgs),
    /// List the backups in the data folder, newest first
    List,
    /// Say whether a file is a whole backup, and what it holds; changes nothing
    Check {
        /// The backup
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Remove the daily backups beyond the last seven; those that were made by hand stay
    Prune,
}

#[derive(Args, Debug)]
pub(crate) struct CreateBackupArgs {
    /// Where to write it: a file, or a folder; else backups/ in the data folder
    #[arg(long, value_name = "FILE")]
    pub(crate) to: Option<PathBuf>,

    /// Replace a file that lies there, once the copy is whole
    #[arg(long, requires = "to")]
    pub(crate) replace: bool,
}

#[derive(Args, Debug)]
pub(crate) struct RestoreArgs {
    /// The backup
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// Say what would change; change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// Do not ask whether it may be done
    #[arg(long)]
    pub(crate) yes: bool,
}

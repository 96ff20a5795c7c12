//! `tokendesk vault …`

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// What is done with the vault.
#[derive(Debug, Subcommand)]
pub(crate) enum VaultVerb {
    /// Show the ways to open the vault, and how far a rotation is
    Status,
    /// Set or change the passphrase
    Passphrase(PassphraseArgs),
    /// Make a recovery code, in place of an earlier one: it opens the vault when all else is lost
    RecoveryCode(RecoveryArgs),
    /// Let this machine's keyring open the vault, for instance after the data folder came from another machine
    Keyring,
    /// Take a way to open the vault away; never the last one
    RemoveSlot(RemoveArgs),
    /// Give the vault a new data key and seal every kept key anew; stopped or killed, it goes on the next time
    Rotate,
}

#[derive(Args, Debug)]
pub(crate) struct PassphraseArgs {
    /// Read the new passphrase from the first line of this file, instead of asking for it twice
    #[arg(long, value_name = "FILE")]
    pub(crate) new_passphrase_file: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct RecoveryArgs {
    /// Do not ask for two of its groups back; for scripts that store the code themselves
    #[arg(long)]
    pub(crate) no_check: bool,
}

#[derive(Args, Debug)]
pub(crate) struct RemoveArgs {
    /// Which: passphrase, recovery, or the id that `vault status` shows, or its beginning
    #[arg(value_name = "ID")]
    pub(crate) slot: String,

    /// Do not ask whether it may go
    #[arg(long)]
    pub(crate) yes: bool,
}

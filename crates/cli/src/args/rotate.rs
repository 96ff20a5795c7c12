//! `tokendesk token rotate`, `tokendesk token old-key …`

use clap::{Args, Subcommand};

use super::token::id;

#[derive(Args, Debug)]
pub(crate) struct RotateArgs {
    /// Which token
    #[arg(value_parser = id())]
    pub(crate) id: i64,

    /// How long the old key still passes: 30m, 24h, 7d, or now to end it at once; never longer than the token lives
    #[arg(long, value_name = "TIME")]
    pub(crate) grace: String,

    /// End the old key sooner, once it had no call for so long: 24h
    #[arg(long, value_name = "TIME", default_value = "", hide_default_value = true)]
    pub(crate) quiet_for: String,
}

/// What is done with the old keys of a token.
#[derive(Debug, Subcommand)]
pub(crate) enum OldKeyVerb {
    /// List them with their use; also those that have ended since the last rotation
    List {
        /// Which token
        #[arg(value_parser = id())]
        id: i64,
    },
    /// End one now: from then on it is refused
    Revoke {
        /// Which token
        #[arg(value_parser = id())]
        id: i64,
        /// Which of its keys, by the number of `old-key list`
        #[arg(value_parser = clap::value_parser!(u32).range(1..))]
        generation: u32,
    },
}

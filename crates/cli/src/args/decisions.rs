//! `tokendesk decisions`

use std::path::PathBuf;

use clap::Args;
use tokendesk_verifier::http::Listen;

#[derive(Args, Debug)]
pub(crate) struct DecisionsArgs {
    /// Where the verifier listens: ADDRESS:PORT, or unix: and the path of a socket
    #[arg(long, value_name = "PLACE", default_value = "127.0.0.1:9180")]
    pub(crate) verifier: Listen,

    /// The file with the secret that the verifier was started with
    #[arg(long, value_name = "FILE")]
    pub(crate) gateway_secret_file: Option<PathBuf>,
}

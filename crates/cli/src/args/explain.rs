//! `tokendesk token explain`

use std::net::IpAddr;

use clap::Args;

/// A request that nobody makes.
#[derive(Args, Debug)]
pub(crate) struct ExplainArgs {
    /// Which token
    #[arg(value_parser = super::token::id())]
    pub(crate) id: i64,

    /// Its path; a query is read past
    #[arg(long, value_name = "PATH", default_value = "/")]
    pub(crate) path: String,

    /// Its method
    #[arg(long, default_value = "GET")]
    pub(crate) method: String,

    /// Where the client is; left out: the gateway does not say
    #[arg(long, value_name = "IP")]
    pub(crate) address: Option<IpAddr>,

    /// The host that it is for
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) host: String,

    /// The scope that the gateway names; left out: the routes say what it needs
    #[arg(long, value_name = "NAME")]
    pub(crate) scope: Option<String>,

    /// Which of its keys, by the number of `token old-key list`; left out: the present one
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) key_generation: Option<u32>,

    /// The model that it is for
    #[arg(long, value_name = "NAME")]
    pub(crate) model: Option<String>,

    /// When, such as 2027-01-31T18:00; left out: now
    #[arg(long, value_name = "MOMENT")]
    pub(crate) at: Option<String>,
}

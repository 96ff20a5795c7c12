//! `tokendesk serve`

use std::{net::SocketAddr, path::PathBuf};

use clap::Args;
use tokendesk_domain::address::AddressRange;
use tokendesk_verifier::{
    Zone,
    http::{KeyPlace, Listen},
};

#[derive(Args, Debug)]
pub(crate) struct ServeArgs {
    /// Where gateways reach it: ADDRESS:PORT, or unix: and the path of a socket. It has no TLS: beyond this machine
    /// only in a network that nobody else reads, such as a VPN
    #[arg(long, value_name = "PLACE", default_value = "127.0.0.1:9180")]
    pub(crate) listen: Listen,

    /// A gateway's address or range, which is believed about where clients are; else this machine alone
    #[arg(long = "trusted-gateway", value_name = "CIDR", value_parser = range)]
    pub(crate) trusted_gateways: Vec<AddressRange>,

    /// A file with the secret that gateways show in X-Gateway-Secret; nobody else may read it
    #[arg(long, value_name = "FILE")]
    pub(crate) gateway_secret_file: Option<PathBuf>,

    /// Where clients put their key: authorization, websocket, query:NAME or the name of a header; may be repeated.
    /// Else all the usual headers, and no query parameter
    #[arg(long = "key-place", value_name = "PLACE")]
    pub(crate) key_places: Vec<KeyPlace>,

    /// A header in which gateways name the scope that a request needs. Every gateway must overwrite it, or clients
    /// name what they like
    #[arg(long, value_name = "HEADER", value_parser = header)]
    pub(crate) scope_header: Option<String>,

    /// A header in which gateways name the model that a request is for; the same holds for it
    #[arg(long, value_name = "HEADER", value_parser = header)]
    pub(crate) model_header: Option<String>,

    /// A header in which gateways tell what a request costs, in units; the same holds for it
    #[arg(long, value_name = "HEADER", value_parser = header)]
    pub(crate) cost_header: Option<String>,

    /// The folder of its counters, one for each verifier; else verifier/ in the data folder
    #[arg(long, value_name = "DIR")]
    pub(crate) state: Option<PathBuf>,

    /// The time zone in which the minutes, hours, days and months of request limits begin, such as Asia/Seoul; else
    /// the machine's
    #[arg(long, value_name = "ZONE", value_parser = zone, default_value = "", hide_default_value = true)]
    pub(crate) zone: Zone,

    #[command(flatten)]
    pub(crate) admin: AdminArgs,

    /// The least that is logged, as JSON lines on the standard error; debug tells each refusal
    #[arg(long, value_name = "LEVEL", default_value = "info", value_parser = ["error", "warn", "info", "debug"])]
    pub(crate) log: String,
}

/// The interface for scripts.
#[derive(Args, Debug)]
#[command(next_help_heading = "For scripts")]
pub(crate) struct AdminArgs {
    /// Where scripts administer tokens, such as 127.0.0.1:9181; else nowhere. Their keys come from admin-key issue
    #[arg(id = "admin_listen", long = "admin-listen", value_name = "ADDRESS:PORT")]
    pub(crate) listen: Option<SocketAddr>,

    /// The certificate chain it shows, in PEM; needed where other machines can reach it
    #[arg(id = "admin_tls_cert", long = "admin-tls-cert", value_name = "FILE", requires_all = ["admin_tls_key", "admin_listen"])]
    pub(crate) tls_cert: Option<PathBuf>,

    /// The certificate's private key, in PEM
    #[arg(id = "admin_tls_key", long = "admin-tls-key", value_name = "FILE", requires = "admin_tls_cert")]
    pub(crate) tls_key: Option<PathBuf>,
}

fn range(text: &str) -> Result<AddressRange, String> {
    AddressRange::parse(text).map_err(|_| "it is no address and no CIDR range".to_owned())
}

/// Blank: the machine's.
fn zone(text: &str) -> Result<Zone, String> {
    if text.is_empty() {
        return Ok(Zone::Machine);
    }
    Zone::parse(text).ok_or_else(|| "it is no time zone, such as Asia/Seoul".to_owned())
}

fn header(text: &str) -> Result<String, String> {
    let is_name = !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if is_name { Ok(text.to_ascii_lowercase()) } else { Err("it is no name of a header".to_owned()) }
}

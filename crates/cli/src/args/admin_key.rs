//! `tokendesk admin-key …`

use clap::{Args, Subcommand};

/// What is done with the keys of scripts.
#[derive(Debug, Subcommand)]
pub(crate) enum AdminKeyVerb {
    /// Issue a key for a script and print it; it is kept nowhere
    Issue(IssueAdminKeyArgs),
    /// List the keys, also those that are revoked
    List,
    /// Refuse a key from now on, for good
    Revoke {
        /// Which, by the number of `admin-key list`
        #[arg(value_name = "ID", value_parser = clap::value_parser!(i64).range(1..))]
        id: i64,
    },
}

#[derive(Args, Debug)]
pub(crate) struct IssueAdminKeyArgs {
    /// Required, up to 50 characters: the audit log calls the script api:NAME
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) name: String,

    /// What it may do: tokens:read, tokens:write, keys:copy, audit:read; repeat it, or separate them by commas
    #[arg(long = "scope", value_name = "SCOPE", value_delimiter = ',')]
    pub(crate) scopes: Vec<String>,

    /// The end: 2027-01-31 (the end of that day), 2027-01-31T18:00 (local time), 2027-01-31T18:00+09:00, 30d, or never
    #[arg(long, value_name = "WHEN", default_value = "90d", allow_negative_numbers = true)]
    pub(crate) expires: String,

    /// An address or CIDR range that may use it; none given: all may
    #[arg(long = "allow-ip", value_name = "CIDR", value_delimiter = ',')]
    pub(crate) allow_ips: Vec<String>,
}

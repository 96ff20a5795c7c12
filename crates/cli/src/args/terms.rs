//! The options that `issue` and `edit` share.

use clap::Args;

/// What a token allows, as typed.
#[derive(Args, Debug, Default)]
pub(crate) struct TermsArgs {
    /// What it may do, a name of the catalogue; repeat it, or separate names by commas
    #[arg(long = "scope", value_name = "SCOPE", value_delimiter = ',')]
    pub(crate) scopes: Vec<String>,

    /// A text for people, up to 500 characters
    #[arg(long, value_name = "TEXT")]
    pub(crate) description: Option<String>,

    /// The end: 2027-01-31 (the end of that day), 2027-01-31T18:00 (local time), 2027-01-31T18:00+09:00, 30d, or never
    #[arg(long, value_name = "WHEN", allow_negative_numbers = true)]
    pub(crate) expires: Option<String>,

    /// An address or CIDR range that may use it; none given: all may
    #[arg(long = "allow-ip", value_name = "CIDR", value_delimiter = ',')]
    pub(crate) allow_ips: Vec<String>,

    /// An address or CIDR range that may not use it, also where it is allowed
    #[arg(long = "block-ip", value_name = "CIDR", value_delimiter = ',')]
    pub(crate) block_ips: Vec<String>,

    /// The most requests: 1000 in all, or 1000/minute, /hour, /day, /month; 0 is unlimited, for good
    #[arg(long, value_name = "N[/WINDOW]", allow_negative_numbers = true)]
    pub(crate) request_limit: Option<String>,

    /// How fast: 100/second, /minute or /hour in the long run; none: as fast as it likes
    #[arg(long, value_name = "N/WINDOW", allow_negative_numbers = true)]
    pub(crate) rate: Option<String>,

    /// How many requests the rate lets pass at once; not given: as many as it has in its window
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(crate) burst: Option<String>,

    /// The most that may be spent in all: $12.50, 2500 credits, 6250000 (units), or unlimited
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    pub(crate) quota: Option<String>,

    /// The most that may be spent in each day; the console's time zone says when a day ends
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    pub(crate) daily_quota: Option<String>,

    /// The most that may be spent in each month
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    pub(crate) monthly_quota: Option<String>,

    /// A model that it may use; repeat it, or separate names by commas; all, or none given: every model
    #[arg(long = "models", value_name = "MODEL", value_delimiter = ',')]
    pub(crate) models: Vec<String>,

    /// One label, up to 50 characters; left out: default
    #[arg(long, value_name = "LABEL")]
    pub(crate) group: Option<String>,
}

/// What an edit does to a list without naming all of it.
#[derive(Args, Debug, Default)]
pub(crate) struct ListChange {
    /// Add a scope to those it holds
    #[arg(long = "add-scope", value_name = "SCOPE", value_delimiter = ',', conflicts_with = "scopes")]
    pub(crate) add_scopes: Vec<String>,

    /// Take a scope away
    #[arg(long = "remove-scope", value_name = "SCOPE", value_delimiter = ',', conflicts_with = "scopes")]
    pub(crate) remove_scopes: Vec<String>,

    /// Empty the allow list: every address may use it
    #[arg(long, conflicts_with = "allow_ips")]
    pub(crate) clear_allow_ip: bool,

    /// Empty the block list
    #[arg(long, conflicts_with = "block_ips")]
    pub(crate) clear_block_ip: bool,
}

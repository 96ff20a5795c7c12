//! `tokendesk route …`

use clap::{ArgGroup, Args, Subcommand, ValueEnum};
use tokendesk_domain::route::Unmatched;

/// What is done with routes.
#[derive(Debug, Subcommand)]
pub(crate) enum RouteVerb {
    /// List all routes
    List,
    /// Say which scope requests of a kind need; the most specific route counts
    Add(AddRouteArgs),
    /// Change a route in its place; options that are not given leave their part as it is
    Edit(EditRouteArgs),
    /// Remove routes
    Remove(RouteIds),
    /// Say which route a request would have; nothing is charged
    Try(TryRouteArgs),
    /// Show or choose what becomes of a request that has no route, where there are routes
    Unmatched {
        /// What becomes of it
        choice: Option<UnmatchedChoice>,
    },
}

#[derive(Args, Debug)]
#[command(group = ArgGroup::new("need").required(true).args(["scope", "any_token"]))]
pub(crate) struct AddRouteArgs {
    /// GET, POST, …, or ANY; GET is for HEAD too
    pub(crate) method: String,

    /// Such as /v1/clusters/{id}; {rest*} at its end stands for all that follows
    pub(crate) path: String,

    /// At this host only
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) host: String,

    /// The scope that is needed
    #[arg(long, value_name = "NAME")]
    pub(crate) scope: Option<String>,

    /// Any valid token will do
    #[arg(long)]
    pub(crate) any_token: bool,
}

#[derive(Args, Debug)]
#[command(group = ArgGroup::new("what").required(true).multiple(true)
    .args(["method", "path", "host", "scope", "any_token"]))]
pub(crate) struct EditRouteArgs {
    /// Which route, by the number of `route list`
    #[arg(value_parser = clap::value_parser!(i64).range(1..))]
    pub(crate) id: i64,

    /// GET, POST, …, or ANY; GET is for HEAD too
    #[arg(long)]
    pub(crate) method: Option<String>,

    /// Such as /v1/clusters/{id}; {rest*} at its end stands for all that follows
    #[arg(long)]
    pub(crate) path: Option<String>,

    /// At this host only; blank: at any
    #[arg(long)]
    pub(crate) host: Option<String>,

    /// The scope that is needed
    #[arg(long, value_name = "NAME", conflicts_with = "any_token")]
    pub(crate) scope: Option<String>,

    /// Any valid token will do
    #[arg(long)]
    pub(crate) any_token: bool,
}

#[derive(Args, Debug)]
pub(crate) struct TryRouteArgs {
    /// Its method, such as GET
    pub(crate) method: String,

    /// Its path, such as /v1/clusters/7
    pub(crate) path: String,

    /// The host that it is sent to
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) host: String,
}

#[derive(Args, Debug)]
pub(crate) struct RouteIds {
    /// Which routes, by the numbers of `route list`
    #[arg(value_name = "ID", required = true, value_parser = clap::value_parser!(i64).range(1..))]
    pub(crate) ids: Vec<i64>,
}

/// What becomes of a request that has no route.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum UnmatchedChoice {
    /// It is refused
    Refuse,
    /// Any valid token passes
    Pass,
}

impl From<UnmatchedChoice> for Unmatched {
    fn from(choice: UnmatchedChoice) -> Self {
        match choice {
            UnmatchedChoice::Refuse => Self::Refuse,
            UnmatchedChoice::Pass => Self::Pass,
        }
    }
}

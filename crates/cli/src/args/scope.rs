//! `tokendesk scope …`

use clap::{ArgGroup, Args, Subcommand};

/// What is done with the catalogue.
#[derive(Debug, Subcommand)]
pub(crate) enum ScopeVerb {
    /// List all scopes, also the retired ones
    List,
    /// Add a scope
    Add(AddArgs),
    /// Change the group or the description of a scope; its name stays
    #[command(group = ArgGroup::new("what").required(true).multiple(true).args(["group", "description"]))]
    Edit(AddArgs),
    /// Take a scope off the offer: it goes if no token holds it, else it stays for those that do
    Retire(Name),
    /// Offer a retired scope again
    Reinstate(Name),
}

#[derive(Args, Debug)]
pub(crate) struct Name {
    /// Its name, such as billing:read
    pub(crate) name: String,
}

#[derive(Args, Debug)]
pub(crate) struct AddArgs {
    /// Its name, such as billing:read
    pub(crate) name: String,

    /// The heading it stands under, up to 50 characters
    #[arg(long)]
    pub(crate) group: Option<String>,

    /// What it allows, for people, up to 500 characters
    #[arg(long, value_name = "TEXT")]
    pub(crate) description: Option<String>,
}

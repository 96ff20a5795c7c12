//! `tokendesk scope …`

use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand, ValueEnum};
use tokendesk_openapi::ScopesBy;

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
    /// Make scopes and routes from an OpenAPI 3 or Swagger 2 document, in place of what it brought before
    Import(ImportArgs),
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

#[derive(Args, Debug)]
pub(crate) struct ImportArgs {
    /// The document, JSON or YAML; - is the standard input
    pub(crate) file: PathBuf,

    /// What scopes are made of
    #[arg(long, value_enum, default_value_t = By::Security)]
    pub(crate) by: By,

    /// Say what would change, and change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// At this host only
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) host: String,

    /// What stands before each path, such as /v1; left out: what the document's servers say
    #[arg(long, value_name = "PATH")]
    pub(crate) base: Option<String>,

    /// What the document is known by, so that the next import of it takes the place of this one; left out: its title
    #[arg(long, value_name = "NAME")]
    pub(crate) source: Option<String>,
}

/// What scopes are made of.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum By {
    /// The scopes of the document's security schemes
    Security,
    /// One scope for each tag
    Tag,
    /// Two for each tag: reading and writing
    Access,
}

impl From<By> for ScopesBy {
    fn from(by: By) -> Self {
        match by {
            By::Security => Self::Security,
            By::Tag => Self::Tag,
            By::Access => Self::Access,
        }
    }
}

//! What can be typed after `tokendesk`. Only the shape: the rules of the values are the domain's.

mod admin_key;
mod audit;
mod backup;
mod decisions;
mod explain;
mod export;
mod file;
mod gateway;
mod posture;
mod rotate;
mod route;
mod scope;
mod selection;
mod serve;
mod settings;
mod terms;
mod token;
mod undo;
mod usage;
mod vault;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

pub(crate) use self::{
    admin_key::{AdminKeyVerb, IssueAdminKeyArgs},
    audit::{AuditExportArgs, AuditFilterArgs, AuditFormat, AuditListArgs, AuditVerb},
    backup::{BackupVerb, CreateBackupArgs, RestoreArgs},
    decisions::DecisionsArgs,
    explain::ExplainArgs,
    export::ExportArgs,
    file::FileArgs,
    gateway::{ConfigArgs, GatewayVerb, TestArgs},
    posture::PostureArgs,
    rotate::{OldKeyVerb, RotateArgs},
    route::{AddRouteArgs, EditRouteArgs, RouteVerb},
    scope::{AddArgs, ImportArgs, ScopeVerb},
    selection::{FilterArgs, Selection},
    serve::{AdminArgs, ServeArgs},
    settings::{
        DensityWord, LanguageWord, NumberOrNever, SettingsArgs, SettingsVerb, ThemeWord, VisibilityWord,
    },
    terms::{ListChange, TermsArgs},
    token::{EditArgs, ExtendArgs, ListArgs, TokenArgs, TokenVerb},
    undo::UndoArgs,
    usage::UsageArgs,
    vault::{PassphraseArgs, RecoveryArgs, RemoveArgs, VaultVerb},
};

/// Issues API tokens, on the same data file as the console.
///
/// The console's window may be open at the same time; its list follows within a second.
#[derive(Debug, Parser)]
#[command(
    name = "tokendesk",
    version,
    propagate_version = true,
    disable_help_subcommand = true,
    after_help = "Exit code: 0 done, 2 the input is wrong and nothing was changed, 1 a fault,\n\
        3 what `posture --fail-on` asks for was found,\n\
        4 the audit log is not as it was written (`audit verify`).\n\n\
        Environment:\n  \
        TOKENDESK_DATA             the data folder, where --data is not given\n  \
        TOKENDESK_PASSPHRASE_FILE  a file whose first line is the vault's passphrase or recovery code, for machines without a keyring"
)]
pub(crate) struct Arguments {
    /// The data folder; else the one in `TOKENDESK_DATA`, else the console's own
    #[arg(long, global = true, value_name = "DIR", display_order = 900)]
    pub(crate) data: Option<PathBuf>,

    /// Print one JSON object a line; errors too, on the standard error
    #[arg(long, global = true, display_order = 901)]
    pub(crate) json: bool,

    #[command(subcommand)]
    pub(crate) noun: Noun,
}

/// What is worked on.
#[derive(Debug, Subcommand)]
#[expect(clippy::large_enum_variant, reason = "there is one in a run of the program")]
pub(crate) enum Noun {
    /// Issue tokens, list them, change them
    Token {
        #[command(subcommand)]
        verb: TokenVerb,
    },
    /// The catalogue of what a token may do
    Scope {
        #[command(subcommand)]
        verb: ScopeVerb,
    },
    /// Tokens that need a look: about to end or to be used up, unused, unbounded
    Posture(PostureArgs),
    /// Take changes of tokens back, by their entries in the audit log
    Undo(UndoArgs),
    /// Which scope a request needs, by host, method and path
    Route {
        #[command(subcommand)]
        verb: RouteVerb,
    },
    /// The ways to open the kept keys: keyring, passphrase, recovery code; and their data key
    Vault {
        #[command(subcommand)]
        verb: VaultVerb,
    },
    /// Keys of scripts that administer tokens over HTTP
    AdminKey {
        #[command(subcommand)]
        verb: AdminKeyVerb,
    },
    /// Who did what, when and from where; whether the log is as it was written
    Audit {
        #[command(subcommand)]
        verb: AuditVerb,
    },
    /// Configurations for nginx, Caddy, Envoy, HAProxy and Traefik; a test of a running one
    Gateway {
        #[command(subcommand)]
        verb: GatewayVerb,
    },
    /// Backups of the data file
    Backup {
        #[command(subcommand)]
        verb: BackupVerb,
    },
    /// Put a backup back, after a look at what changes; what stands here now is kept as a backup
    Restore(RestoreArgs),
    /// Answer gateways whether a request may pass, until it is told to end
    Serve(ServeArgs),
    /// What a running verifier of this machine decided last, the newest first; at most 100
    Decisions(DecisionsArgs),
    /// The console's settings
    Settings {
        #[command(subcommand)]
        verb: SettingsVerb,
    },
    /// Print a script that completes commands and options in a shell
    Completions {
        /// Which shell
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Write the manual pages of all commands
    Man {
        /// Into this folder
        #[arg(long, value_name = "FOLDER")]
        to: PathBuf,
    },
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definition_holds_together() {
        Arguments::command().debug_assert();
    }
}

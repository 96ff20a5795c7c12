//! `tokendesk settings …`

use clap::{ArgGroup, Args, Subcommand, ValueEnum};
use tokendesk_domain::{
    settings::{Density, Language, Theme},
    token::Visibility,
};

/// What is done with the settings.
#[derive(Debug, Subcommand)]
pub(crate) enum SettingsVerb {
    /// Show them
    Show,
    /// Change some of them; those that are not given stay as they are
    Set(SettingsArgs),
}

#[derive(Args, Debug)]
#[command(group = ArgGroup::new("what").required(true).multiple(true).args([
    "key_prefix", "default_visibility", "clipboard_seconds", "auto_lock_minutes", "language", "theme", "density",
]))]
pub(crate) struct SettingsArgs {
    /// What new keys begin with; up to 16 letters, digits, _ and -
    #[arg(long, value_name = "TEXT")]
    pub(crate) key_prefix: Option<String>,

    /// What the window's form offers first
    #[arg(long, value_enum)]
    pub(crate) default_visibility: Option<VisibilityWord>,

    /// How long a key stays on the clipboard, 5 to 120 seconds, or never to leave it there
    #[arg(long, value_name = "N", value_parser = number_or_never)]
    pub(crate) clipboard_seconds: Option<NumberOrNever>,

    /// After how many idle minutes the vault is locked, 1 to 120, or never
    #[arg(long, value_name = "N", value_parser = number_or_never)]
    pub(crate) auto_lock_minutes: Option<NumberOrNever>,

    /// The window's language
    #[arg(long, value_enum)]
    pub(crate) language: Option<LanguageWord>,

    /// The window's colours
    #[arg(long, value_enum)]
    pub(crate) theme: Option<ThemeWord>,

    /// The height of the window's rows
    #[arg(long, value_enum)]
    pub(crate) density: Option<DensityWord>,
}

/// A number, or none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NumberOrNever(pub(crate) Option<u32>);

fn number_or_never(typed: &str) -> Result<NumberOrNever, std::num::ParseIntError> {
    match typed.trim() {
        "never" => Ok(NumberOrNever(None)),
        number => number.parse().map(|number| NumberOrNever(Some(number))),
    }
}

/// Declares a word of the command line for each value of a setting, both ways.
macro_rules! words {
    ($(#[doc = $doc:literal] $words:ident of $setting:ident { $($word:ident),+ })+) => {
        $(
            #[doc = $doc]
            #[derive(Clone, Copy, Debug, ValueEnum)]
            pub(crate) enum $words { $($word),+ }

            impl From<$words> for $setting {
                fn from(word: $words) -> Self {
                    match word { $($words::$word => Self::$word),+ }
                }
            }

            impl From<$setting> for $words {
                fn from(setting: $setting) -> Self {
                    match setting { $($setting::$word => Self::$word),+ }
                }
            }
        )+
    };
}

words! {
    /// Whether keys can be copied again.
    VisibilityWord of Visibility { Copyable, ShowOnce }
    /// The window's language.
    LanguageWord of Language { System, English, Korean, Chinese }
    /// Light or dark.
    ThemeWord of Theme { System, Light, Dark }
    /// The height of rows.
    DensityWord of Density { Compact, Comfortable }
}

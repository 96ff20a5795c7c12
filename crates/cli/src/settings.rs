//! `tokendesk settings …`

use std::io::Write;

use clap::ValueEnum;
use tokendesk_domain::settings::{Settings, SettingsForm};
use tokendesk_issuer::Desk;

use crate::{
    args::{DensityWord, LanguageWord, SettingsArgs, SettingsVerb, ThemeWord, VisibilityWord},
    output::Output,
    record::SettingsRecord,
    refusal::Failure,
    table::Table,
};

pub(crate) fn run<W: Write, N: Write>(
    desk: &Desk,
    verb: &SettingsVerb,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let settings = match verb {
        SettingsVerb::Show => desk.settings()?,
        SettingsVerb::Set(args) => desk.save_settings(form(args, desk.settings()?))?,
    };
    let record = record(&settings);
    output.result(|| &record, || sheet(&record))?;
    Ok(())
}

/// The settings with what was typed in the place of what was there.
fn form(args: &SettingsArgs, now: Settings) -> SettingsForm {
    let number = |typed: Option<crate::args::NumberOrNever>, now| typed.map_or(now, |typed| typed.0);
    SettingsForm {
        key_prefix: args.key_prefix.clone().unwrap_or_else(|| now.key_prefix.as_str().to_owned()),
        clipboard_seconds: number(args.clipboard_seconds, now.clipboard_time.seconds()),
        auto_lock_minutes: number(args.auto_lock_minutes, now.auto_lock.minutes()),
        rest: Settings {
            default_visibility: args.default_visibility.map_or(now.default_visibility, Into::into),
            language: args.language.map_or(now.language, Into::into),
            theme: args.theme.map_or(now.theme, Into::into),
            density: args.density.map_or(now.density, Into::into),
            ..now
        },
    }
}

fn record(settings: &Settings) -> SettingsRecord {
    SettingsRecord {
        key_prefix: settings.key_prefix.as_str().to_owned(),
        default_visibility: word(&VisibilityWord::from(settings.default_visibility)),
        clipboard_seconds: settings.clipboard_time.seconds(),
        auto_lock_minutes: settings.auto_lock.minutes(),
        language: word(&LanguageWord::from(settings.language)),
        theme: word(&ThemeWord::from(settings.theme)),
        density: word(&DensityWord::from(settings.density)),
    }
}

/// As it is typed.
fn word(value: &impl ValueEnum) -> String {
    value.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}

fn sheet(record: &SettingsRecord) -> String {
    let number = |number: Option<u32>| number.map_or_else(|| "never".to_owned(), |number| number.to_string());
    let lines = [
        ["key prefix:", &record.key_prefix],
        ["default visibility:", &record.default_visibility],
        ["clipboard seconds:", &number(record.clipboard_seconds)],
        ["auto-lock minutes:", &number(record.auto_lock_minutes)],
        ["language:", &record.language],
        ["theme:", &record.theme],
        ["density:", &record.density],
    ];
    Table::of(&lines.map(|line| line.map(str::to_owned)))
}

//! Settings.

use tokendesk_domain::settings::{DailyNotice, Density, Language, Settings, SettingsForm, Theme};

use super::draft::alike;
use crate::wire;

alike!(Theme, wire::Theme, System, Light, Dark);
alike!(Density, wire::Density, Compact, Comfortable);

impl From<Language> for wire::Language {
    fn from(language: Language) -> Self {
        match language {
            Language::System => Self::System,
            Language::English => Self::En,
            Language::Korean => Self::Ko,
            Language::Chinese => Self::Zh,
        }
    }
}

impl From<wire::Language> for Language {
    fn from(language: wire::Language) -> Self {
        match language {
            wire::Language::System => Self::System,
            wire::Language::En => Self::English,
            wire::Language::Ko => Self::Korean,
            wire::Language::Zh => Self::Chinese,
        }
    }
}

impl From<&Settings> for wire::Settings {
    fn from(settings: &Settings) -> Self {
        Self {
            language: settings.language.into(),
            theme: settings.theme.into(),
            density: settings.density.into(),
            key_prefix: settings.key_prefix.as_str().to_owned(),
            default_visibility: settings.default_visibility.into(),
            clipboard_seconds: settings.clipboard_time.seconds(),
            auto_lock_minutes: settings.auto_lock.minutes(),
            daily_notice: settings.daily_notice == DailyNotice::On,
        }
    }
}

impl From<wire::Settings> for SettingsForm {
    fn from(settings: wire::Settings) -> Self {
        Self {
            key_prefix: settings.key_prefix,
            clipboard_seconds: settings.clipboard_seconds,
            auto_lock_minutes: settings.auto_lock_minutes,
            rest: Settings {
                language: settings.language.into(),
                theme: settings.theme.into(),
                density: settings.density.into(),
                default_visibility: settings.default_visibility.into(),
                daily_notice: if settings.daily_notice { DailyNotice::On } else { DailyNotice::Off },
                ..Settings::default()
            },
        }
    }
}

//! The console's settings.

use core::time::Duration;

use crate::{
    field_error::{Field, FieldError, Problem},
    key_prefix::KeyPrefix,
    token::Visibility,
};

/// What the admin chose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The window's language.
    pub language: Language,
    /// Light or dark.
    pub theme: Theme,
    /// Height of rows.
    pub density: Density,
    /// What new keys begin with.
    pub key_prefix: KeyPrefix,
    /// What the form offers first.
    pub default_visibility: Visibility,
    /// How long a key stays on the clipboard.
    pub clipboard_time: ClipboardTime,
    /// How long nobody may touch the desk before the vault is locked.
    pub auto_lock: AutoLock,
    /// Whether the desktop is told of tokens that need a look.
    pub daily_notice: DailyNotice,
}

/// Whether the desktop is told of tokens that need a look, once a day at most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DailyNotice {
    /// It is.
    #[default]
    On,
    /// It is not.
    Off,
}

/// The window's language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// What the system speaks.
    #[default]
    System,
    /// English.
    English,
    /// Korean.
    Korean,
    /// Chinese, simplified.
    Chinese,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// What the system shows.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// Height of rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Density {
    /// More rows.
    #[default]
    Compact,
    /// More air.
    Comfortable,
}

/// Seconds after which a copied key is cleared from the clipboard: 5–120; none: it is left there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClipboardTime(Option<u32>);

impl ClipboardTime {
    /// The fewest seconds.
    pub const MIN_S: u32 = 5;
    /// The most seconds.
    pub const MAX_S: u32 = 120;

    /// Reads a number of seconds.
    pub fn parse(seconds: Option<u32>) -> Result<Self, Problem> {
        match seconds {
            Some(s) if !(Self::MIN_S..=Self::MAX_S).contains(&s) => {
                Err(Problem::OutOfRange { min: Self::MIN_S.into(), max: Self::MAX_S.into() })
            }
            seconds => Ok(Self(seconds)),
        }
    }

    /// The seconds; none: left alone.
    pub const fn seconds(self) -> Option<u32> {
        self.0
    }
}

impl Default for ClipboardTime {
    fn default() -> Self {
        Self(Some(30))
    }
}

/// Idle minutes after which the vault is locked: 1–120; none: it is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AutoLock(Option<u32>);

impl AutoLock {
    /// The fewest minutes.
    pub const MIN_MINUTES: u32 = 1;
    /// The most minutes.
    pub const MAX_MINUTES: u32 = 120;

    /// Reads a number of minutes.
    pub fn parse(minutes: Option<u32>) -> Result<Self, Problem> {
        match minutes {
            Some(m) if !(Self::MIN_MINUTES..=Self::MAX_MINUTES).contains(&m) => {
                Err(Problem::OutOfRange { min: Self::MIN_MINUTES.into(), max: Self::MAX_MINUTES.into() })
            }
            minutes => Ok(Self(minutes)),
        }
    }

    /// The minutes; none: never.
    pub const fn minutes(self) -> Option<u32> {
        self.0
    }

    /// Whether a desk that nobody touched for so long is to be locked.
    pub fn is_due(self, idle: Duration) -> bool {
        self.0.is_some_and(|minutes| idle >= Duration::from_mins(minutes.into()))
    }
}

impl Default for AutoLock {
    fn default() -> Self {
        Self(Some(10))
    }
}

/// The settings as typed.
#[derive(Clone, Debug)]
pub struct SettingsForm {
    /// What needs reading: what new keys begin with.
    pub key_prefix: String,
    /// What needs reading: seconds on the clipboard.
    pub clipboard_seconds: Option<u32>,
    /// What needs reading: idle minutes.
    pub auto_lock_minutes: Option<u32>,
    /// All that can't be wrong.
    pub rest: Settings,
}

impl SettingsForm {
    /// Reads the form, collecting all errors.
    pub fn read(self) -> Result<Settings, Vec<FieldError>> {
        let prefix =
            KeyPrefix::parse(&self.key_prefix).map_err(|problem| FieldError::new(Field::KeyPrefix, problem));
        let time = ClipboardTime::parse(self.clipboard_seconds)
            .map_err(|problem| FieldError::new(Field::ClipboardSeconds, problem));
        let auto_lock = AutoLock::parse(self.auto_lock_minutes)
            .map_err(|problem| FieldError::new(Field::AutoLockMinutes, problem));
        match (prefix, time, auto_lock) {
            (Ok(key_prefix), Ok(clipboard_time), Ok(auto_lock)) => {
                Ok(Settings { key_prefix, clipboard_time, auto_lock, ..self.rest })
            }
            (prefix, time, auto_lock) => {
                Err(prefix.err().into_iter().chain(time.err()).chain(auto_lock.err()).collect())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clipboard_time_is_5_to_120_seconds_or_off() {
        for seconds in [None, Some(5), Some(30), Some(120)] {
            assert_eq!(ClipboardTime::parse(seconds).map(ClipboardTime::seconds), Ok(seconds));
        }
        for seconds in [0, 4, 121, u32::MAX] {
            assert_eq!(ClipboardTime::parse(Some(seconds)), Err(Problem::OutOfRange { min: 5, max: 120 }));
        }
    }

    #[test]
    fn the_vault_is_locked_after_1_to_120_idle_minutes_or_never() {
        for minutes in [None, Some(1), Some(10), Some(120)] {
            assert_eq!(AutoLock::parse(minutes).map(AutoLock::minutes), Ok(minutes));
        }
        for minutes in [0, 121, u32::MAX] {
            assert_eq!(AutoLock::parse(Some(minutes)), Err(Problem::OutOfRange { min: 1, max: 120 }));
        }
        let (almost, ten) = (Duration::from_millis(599_999), Duration::from_mins(10));
        assert!(!AutoLock::default().is_due(almost) && AutoLock::default().is_due(ten));
        assert!(!AutoLock(None).is_due(Duration::MAX));
    }

    #[test]
    fn all_wrong_settings_are_named_at_once() {
        let form = SettingsForm {
            key_prefix: "1".into(),
            clipboard_seconds: Some(1),
            auto_lock_minutes: Some(0),
            rest: Settings::default(),
        };
        let fields: Vec<_> = form.read().unwrap_err().iter().map(|e| e.field).collect();
        assert_eq!(fields, [Field::KeyPrefix, Field::ClipboardSeconds, Field::AutoLockMinutes]);
    }
}

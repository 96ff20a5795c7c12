//! The console's settings, one a row. What is missing or unreadable is as in a new console.

use std::collections::HashMap;

use tokendesk_domain::{
    change::{ChangedField, FieldChange},
    key_prefix::KeyPrefix,
    settings::{AutoLock, ClipboardTime, DailyNotice, Density, Language, Settings, Theme},
    token::Visibility,
};

use crate::{Read, StoreError, Write};

const LANGUAGES: [(Language, &str); 4] = [
    (Language::System, "system"),
    (Language::English, "en"),
    (Language::Korean, "ko"),
    (Language::Chinese, "zh"),
];
const THEMES: [(Theme, &str); 3] =
    [(Theme::System, "system"), (Theme::Light, "light"), (Theme::Dark, "dark")];
const DENSITIES: [(Density, &str); 2] =
    [(Density::Compact, "compact"), (Density::Comfortable, "comfortable")];
const NOTICES: [(DailyNotice, &str); 2] = [(DailyNotice::On, "on"), (DailyNotice::Off, "off")];
pub(crate) const SWITCH: [(bool, &str); 2] = [(false, "off"), (true, "on")];
const NO_TIME: &str = "off";

impl Read<'_> {
    /// The settings.
    pub fn settings(&self) -> Result<Settings, StoreError> {
        let kept = self.kept_settings()?;
        let standard = Settings::default();
        Ok(Settings {
            language: read(&kept, "language", |text| value(&LANGUAGES, text)).unwrap_or(standard.language),
            theme: read(&kept, "theme", |text| value(&THEMES, text)).unwrap_or(standard.theme),
            density: read(&kept, "density", |text| value(&DENSITIES, text)).unwrap_or(standard.density),
            key_prefix: read(&kept, "key_prefix", |text| KeyPrefix::parse(text).ok())
                .unwrap_or(standard.key_prefix),
            default_visibility: read(&kept, "default_visibility", Visibility::from_code)
                .unwrap_or(standard.default_visibility),
            clipboard_time: read(&kept, "clipboard_seconds", read_time).unwrap_or(standard.clipboard_time),
            auto_lock: read(&kept, "auto_lock_minutes", read_auto_lock).unwrap_or(standard.auto_lock),
            daily_notice: read(&kept, "daily_notice", |text| value(&NOTICES, text)).unwrap_or_default(),
        })
    }

    /// All rows, by name.
    pub(crate) fn kept_settings(&self) -> Result<HashMap<String, String>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT name, value FROM settings")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

pub(crate) fn read<T>(
    kept: &HashMap<String, String>,
    name: &'static str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Option<T> {
    let value = parse(kept.get(name)?);
    if value.is_none() {
        // Refusing to start would leave nothing to mend it with.
        tracing::warn!(setting = name, "unreadable setting: as in a new console");
    }
    value
}

impl Write<'_> {
    /// Keeps the settings; the answer is what that changes.
    pub fn save_settings(&self, settings: &Settings) -> Result<Vec<FieldChange>, StoreError> {
        self.change_settings(&rows(&self.settings()?), &rows(settings))
    }

    /// Writes those rows of `after` that differ from `before`, and says which.
    pub(crate) fn change_settings(
        &self,
        before: &[(ChangedField, String)],
        after: &[(ChangedField, String)],
    ) -> Result<Vec<FieldChange>, StoreError> {
        let mut changes = Vec::new();
        for ((field, before), (_, after)) in before.iter().zip(after) {
            if let Some(change) = FieldChange::of(*field, Some(before.clone()), Some(after.clone())) {
                self.keep_settings(&[(field.code(), after)])?;
                changes.push(change);
            }
        }
        Ok(changes)
    }

    /// Writes rows in place of those of the same names.
    pub(crate) fn keep_settings(&self, rows: &[(&str, &str)]) -> Result<(), StoreError> {
        let mut upsert = self.connection.prepare_cached(
            "INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        )?;
        for row in rows {
            upsert.execute([row.0, row.1])?;
        }
        Ok(())
    }
}

/// The rows' names are the words of their fields.
fn rows(settings: &Settings) -> [(ChangedField, String); 8] {
    let off_or = |number: Option<u32>| number.map_or_else(|| NO_TIME.to_owned(), |n| n.to_string());
    [
        (ChangedField::Language, word(&LANGUAGES, settings.language).to_owned()),
        (ChangedField::Theme, word(&THEMES, settings.theme).to_owned()),
        (ChangedField::Density, word(&DENSITIES, settings.density).to_owned()),
        (ChangedField::KeyPrefix, settings.key_prefix.as_str().to_owned()),
        (ChangedField::DefaultVisibility, settings.default_visibility.code().to_owned()),
        (ChangedField::ClipboardSeconds, off_or(settings.clipboard_time.seconds())),
        (ChangedField::AutoLockMinutes, off_or(settings.auto_lock.minutes())),
        (ChangedField::DailyNotice, word(&NOTICES, settings.daily_notice).to_owned()),
    ]
}

fn read_time(text: &str) -> Option<ClipboardTime> {
    let seconds = if text == NO_TIME { None } else { Some(text.parse().ok()?) };
    ClipboardTime::parse(seconds).ok()
}

fn read_auto_lock(text: &str) -> Option<AutoLock> {
    let minutes = if text == NO_TIME { None } else { Some(text.parse().ok()?) };
    AutoLock::parse(minutes).ok()
}

pub(crate) fn value<T: Copy>(words: &[(T, &str)], text: &str) -> Option<T> {
    words.iter().find(|(_, word)| *word == text).map(|(value, _)| *value)
}

pub(crate) fn word<T: Copy + PartialEq>(words: &[(T, &'static str)], wanted: T) -> &'static str {
    words.iter().find(|(value, _)| *value == wanted).map_or("", |(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::store;

    #[test]
    fn settings_read_back() {
        let (_folder, store) = store();
        assert_eq!(store.read().unwrap().settings().unwrap(), Settings::default());
        let chosen = Settings {
            language: Language::Korean,
            theme: Theme::Dark,
            density: Density::Comfortable,
            key_prefix: KeyPrefix::parse("acme_").unwrap(),
            default_visibility: Visibility::ShowOnce,
            clipboard_time: ClipboardTime::parse(None).unwrap(),
            auto_lock: AutoLock::parse(Some(45)).unwrap(),
            daily_notice: DailyNotice::Off,
        };
        let changes = store.write(|write| write.save_settings(&chosen)).unwrap();
        assert_eq!(changes.len(), 8, "all of them: {changes:?}");
        assert_eq!(store.read().unwrap().settings().unwrap(), chosen);
        assert_eq!(store.write(|write| write.save_settings(&chosen)).unwrap(), []);
    }

    #[test]
    fn an_unreadable_setting_is_as_in_a_new_console() {
        let (_folder, store) = store();
        store
            .write(|write| {
                write.connection.execute("INSERT INTO settings VALUES ('theme', 'plaid')", [])?;
                Ok::<_, StoreError>(())
            })
            .unwrap();
        assert_eq!(store.read().unwrap().settings().unwrap().theme, Theme::System);
    }
}

//! The console's settings.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Visibility;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct Settings {
    pub(crate) language: Language,
    pub(crate) theme: Theme,
    pub(crate) density: Density,
    /// Put before the 48 characters of a new key: 0–16 of `[A-Za-z0-9_-]`, starts with a letter.
    pub(crate) key_prefix: String,
    pub(crate) default_visibility: Visibility,
    /// 5–120; null: the clipboard is left alone.
    pub(crate) clipboard_seconds: Option<u32>,
    /// Idle minutes before the vault is locked, 1–120; null: it is not.
    pub(crate) auto_lock_minutes: Option<u32>,
    /// Tell the desktop once a day of tokens that need a look.
    pub(crate) daily_notice: bool,
}

/// The settings and what they come to on this machine.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct SettingsInForce {
    pub(crate) settings: Settings,
    /// The language that the window speaks; never `system`.
    pub(crate) language: Language,
    /// A BCP 47 tag that is safe for `Intl`, such as `ko-KR`.
    pub(crate) intl_locale: String,
    /// IANA name of the admin's time zone, such as `Asia/Seoul`.
    pub(crate) time_zone: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum Language {
    System,
    En,
    Ko,
    Zh,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum Theme {
    System,
    Light,
    Dark,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum Density {
    Compact,
    Comfortable,
}

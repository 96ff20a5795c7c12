//! The console's settings.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Visibility;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Settings {
    pub language: Language,
    pub theme: Theme,
    pub density: Density,
    /// Put before the 48 characters of a new key: 0–16 of `[A-Za-z0-9_-]`, starts with a letter.
    pub key_prefix: String,
    pub default_visibility: Visibility,
    /// 5–120; null: the clipboard is left alone.
    pub clipboard_seconds: Option<u32>,
    /// Without GPU buffers; takes effect at the next start.
    pub safe_graphics: bool,
}

/// The settings and what they come to on this machine.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SettingsInForce {
    pub settings: Settings,
    /// The language that the window speaks; never `system`.
    pub language: Language,
    /// A BCP 47 tag that is safe for `Intl`, such as `ko-KR`.
    pub intl_locale: String,
    /// IANA name of the admin's time zone, such as `Asia/Seoul`.
    pub time_zone: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Language {
    System,
    En,
    Ko,
    Zh,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Theme {
    System,
    Light,
    Dark,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Density {
    Compact,
    Comfortable,
}

//! The console's settings as scripts see them.

use serde::Serialize;

/// The answer of `settings`.
#[derive(Debug, Serialize)]
pub(crate) struct SettingsRecord {
    pub(crate) key_prefix: String,
    /// `copyable` or `show-once`
    pub(crate) default_visibility: String,
    /// null: never
    pub(crate) clipboard_seconds: Option<u32>,
    /// null: never
    pub(crate) auto_lock_minutes: Option<u32>,
    /// `system`, `english`, `korean` or `chinese`
    pub(crate) language: String,
    /// `system`, `light` or `dark`
    pub(crate) theme: String,
    /// `compact` or `comfortable`
    pub(crate) density: String,
}

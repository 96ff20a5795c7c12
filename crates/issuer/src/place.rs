//! What the machine says: where data lies, who is there, which language is spoken.

use std::path::{Path, PathBuf};

use tokendesk_domain::settings::Language;

/// The platform's data folder for this program, such as `~/.local/share/tokendesk`; none: there is no home.
pub fn default_folder() -> Option<PathBuf> {
    dirs::data_dir().map(|folder| folder.join("tokendesk"))
}

/// The data file in a data folder.
pub fn data_file(folder: &Path) -> PathBuf {
    folder.join("tokendesk.db")
}

/// The login name, for the audit log. Where a service or a schedule runs it, the environment does not tell.
pub fn user_name() -> String {
    ["USER", "LOGNAME", "USERNAME"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        .or_else(|| whoami::username().ok())
        .unwrap_or_else(|| "unknown".to_owned())
}

/// What this machine is called, for people who have several; none: it does not say.
pub(crate) fn machine_name() -> Option<String> {
    whoami::hostname().ok().filter(|name| !name.is_empty())
}

/// The first of the system's languages that the console speaks; English if none. Never [`Language::System`].
pub fn system_language() -> Language {
    sys_locale::get_locales().find_map(|locale| language_of(&locale)).unwrap_or(Language::English)
}

fn language_of(locale: &str) -> Option<Language> {
    match locale.split(['-', '_', '.']).next()?.to_ascii_lowercase().as_str() {
        "en" => Some(Language::English),
        "ko" => Some(Language::Korean),
        "zh" => Some(Language::Chinese),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_is_known_by_its_language_alone() {
        for (locale, language) in [
            ("ko-KR", Some(Language::Korean)),
            ("zh_CN.UTF-8", Some(Language::Chinese)),
            ("en", Some(Language::English)),
            ("C", None),
            ("de-DE", None),
            ("", None),
        ] {
            assert_eq!(language_of(locale), language, "{locale}");
        }
    }
}

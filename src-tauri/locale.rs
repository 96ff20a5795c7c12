//! The language and time zone that the window works in. The web view's own are of no use: under `LANG=C` its
//! `navigator.language` is `"C"`, on which `Intl` throws.

use tokendesk_domain::settings::{Language, Settings};

use crate::wire;

/// The settings and what they come to on this machine.
pub(crate) fn in_force(settings: &Settings) -> wire::SettingsInForce {
    let language = match settings.language {
        Language::System => tokendesk_issuer::system_language(),
        chosen => chosen,
    };
    wire::SettingsInForce {
        settings: settings.into(),
        language: language.into(),
        intl_locale: intl_locale(language, sys_locale::get_locales()),
        time_zone: iana_time_zone::get_timezone().unwrap_or_else(|_| "UTC".to_owned()),
    }
}

/// The system's own variant of the language (`en-GB`), if it has one that `Intl` takes.
fn intl_locale(language: Language, locales: impl Iterator<Item = String>) -> String {
    let (code, usual) = match language {
        Language::Korean => ("ko", "ko-KR"),
        Language::Chinese => ("zh", "zh-CN"),
        Language::English | Language::System => ("en", "en-US"),
    };
    let mut variants = locales.filter_map(|locale| {
        let (known, region) = locale.split_once('-')?;
        let plain = region.len() == 2 && region.bytes().all(|b| b.is_ascii_alphabetic());
        (known == code && plain).then(|| format!("{code}-{}", region.to_ascii_uppercase()))
    });
    variants.next().unwrap_or_else(|| usual.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locale(language: Language, system: &[&str]) -> String {
        intl_locale(language, system.iter().map(ToString::to_string))
    }

    #[test]
    fn the_systems_variant_is_used_where_intl_takes_it() {
        assert_eq!(locale(Language::English, &["en-GB"]), "en-GB");
        assert_eq!(locale(Language::English, &["ko-KR", "en-au"]), "en-AU");
        for odd in ["C", "en", "en-GB.UTF-8", "en-GB@euro", "en-u-ca-buddhist", ""] {
            assert_eq!(locale(Language::English, &[odd]), "en-US", "{odd}");
        }
        assert_eq!(locale(Language::Korean, &["en-GB"]), "ko-KR");
        assert_eq!(locale(Language::Chinese, &["zh-TW"]), "zh-TW");
    }
}

//! The language and time zone that the window works in. The web view's own are of no use: under `LANG=C` its
//! `navigator.language` is `"C"`, on which `Intl` throws.

use std::path::Path;

use chrono::{Local, TimeZone};
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
        time_zone: time_zone(std::env::var("TZ").ok().as_deref()),
    }
}

/// The zone that `chrono::Local` works in, by a name that `Intl` takes: what the form shows and what it means
/// must be the same moment. `TZ` goes before the system's setting.
fn time_zone(variable: Option<&str>) -> String {
    let Some(name) = variable.map(|name| name.trim_start_matches(':')).filter(|name| !name.is_empty()) else {
        return iana_time_zone::get_timezone().unwrap_or_else(|_| offset_zone());
    };
    let plain = name.starts_with(char::is_alphabetic)
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"/_+-".contains(&b));
    if plain && Path::new("/usr/share/zoneinfo").join(name).is_file() {
        name.to_owned()
    } else {
        offset_zone()
    }
}

/// A zone without a name of its own (`TZ=KST-9`), by its offset of now. Only whole hours have a name.
fn offset_zone() -> String {
    const HOUR_S: i32 = 3600;
    let offset_s =
        Local.offset_from_utc_datetime(&tokendesk_issuer::system_clock()().naive_utc()).local_minus_utc();
    match offset_s / HOUR_S {
        0 => "UTC".to_owned(),
        // The signs of these names are the other way round (source: POSIX).
        hours => format!("Etc/GMT{:+}", -hours),
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

    #[cfg(target_os = "linux")]
    #[test]
    fn the_zone_of_the_environment_goes_before_the_systems() {
        assert_eq!(time_zone(Some("Asia/Seoul")), "Asia/Seoul");
        assert_eq!(time_zone(Some(":America/New_York")), "America/New_York");
        for odd in ["KST-9", "../../etc/passwd", "/etc/localtime"] {
            let name = time_zone(Some(odd));
            assert!(name == "UTC" || name.starts_with("Etc/GMT"), "{odd}: {name}");
        }
        assert!(!time_zone(None).is_empty());
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

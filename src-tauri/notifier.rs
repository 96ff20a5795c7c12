//! Tells the desktop once a day that tokens need a look, while the console runs. Counts only: who stands behind the
//! admin reads no names.

use std::{sync::Arc, thread, time::Duration};

use tauri::{AppHandle, Manager};
use tokendesk_domain::{finding::Finding, settings::DailyNotice};
use tokendesk_issuer::{Desk, DeskError, Posture};
use tokendesk_notification::{Notification, Notifier};

use crate::{locale, seat::Seat, watch, window, wire::Language};

/// How often it is looked at whether there is something to tell.
const EVERY: Duration = Duration::from_mins(10);
/// The window comes first.
const AT_FIRST_AFTER: Duration = Duration::from_secs(5);
/// Findings that are named; the page has them all.
const NAMED: usize = 3;

/// Starts looking.
pub(crate) fn start(app: AppHandle) {
    let spawned = thread::Builder::new().name("notifier".to_owned()).spawn(move || {
        thread::sleep(AT_FIRST_AFTER);
        loop {
            // Without a data file there is nothing to tell; the window says why.
            if let Ok(desk) = app.state::<Arc<Seat>>().desk()
                && let Err(error) = look(&app, &desk)
            {
                tracing::warn!(%error, "what needs a look could not be told");
            }
            thread::sleep(EVERY);
        }
    });
    if let Err(error) = spawned {
        tracing::warn!(%error, "nothing is told to the desktop");
    }
}

fn look(app: &AppHandle, desk: &Desk) -> Result<(), DeskError> {
    let settings = desk.settings()?;
    if settings.daily_notice == DailyNotice::Off {
        return Ok(());
    }
    // Both read every token; the list comes first.
    desk.await_list_index();
    // Who can't tell leaves it to another console, or to a later time.
    let Some(notifier) = Notifier::connect(None) else { return Ok(()) };
    if let Some(posture) = desk.take_news()? {
        let language = locale::in_force(&settings).language;
        let app = app.clone();
        notifier.show(&words(&posture, language), move || {
            window::bring_to_front(&app);
            watch::emit(&app, "open-posture", ());
        });
    }
    Ok(())
}

/// Here, and not in the message catalogues: the window may be asleep when it is told.
fn words(posture: &Posture, language: Language) -> Notification {
    let count = posture.tokens;
    let (summary, press) = match language {
        Language::En | Language::System if count == 1 => ("1 token needs a look".to_owned(), "Show"),
        Language::En | Language::System => (format!("{count} tokens need a look"), "Show"),
        Language::Ko => (format!("확인이 필요한 토큰 {count}개"), "보기"),
        Language::Zh => (format!("{count} 个令牌需要查看"), "查看"),
    };
    let named = posture.counts.iter().take(NAMED).map(|(finding, count)| line(*finding, *count, language));
    Notification { summary, body: named.collect::<Vec<_>>().join("\n"), press: press.to_owned() }
}

fn line(finding: Finding, count: usize, language: Language) -> String {
    let [en, ko, zh] = match finding {
        Finding::UsedUp => ["used up", "소진됨", "已耗尽"],
        Finding::ExpiresInDay => ["expire within a day", "하루 안에 만료", "一天内过期"],
        Finding::NearlyUsedUp => ["90% used", "90% 사용함", "已用 90%"],
        Finding::ExpiresInWeek => ["expire within 7 days", "7일 안에 만료", "7 天内过期"],
        Finding::Unbounded => ["unbounded", "제한 없음", "无任何限制"],
        Finding::MostlyUsed => ["80% used", "80% 사용함", "已用 80%"],
        Finding::Unused => ["unused for 90 days", "90일 동안 미사용", "90 天未使用"],
        Finding::OldKey => ["old key still passes", "이전 키가 아직 유효함", "旧密钥仍有效"],
    };
    let what = match language {
        Language::En | Language::System => en,
        Language::Ko => ko,
        Language::Zh => zh,
    };
    format!("{what}: {count}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_counts_in_the_windows_language() {
        let at = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let counts = vec![
            (Finding::UsedUp, 1),
            (Finding::ExpiresInWeek, 2),
            (Finding::Unbounded, 3),
            (Finding::Unused, 4),
        ];
        let posture = Posture { counts, tokens: 9, at, newest: None };
        let told = words(&posture, Language::En);
        assert_eq!(told.summary, "9 tokens need a look");
        assert_eq!(told.body, "used up: 1\nexpire within 7 days: 2\nunbounded: 3");
        assert_eq!(
            words(&Posture { tokens: 1, ..posture.clone() }, Language::En).summary,
            "1 token needs a look"
        );
        assert_eq!(words(&posture, Language::Ko).summary, "확인이 필요한 토큰 9개");
        assert_eq!(words(&posture, Language::Zh).body, "已耗尽: 1\n7 天内过期: 2\n无任何限制: 3");
    }
}

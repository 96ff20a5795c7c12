//! When the web view's process dies: come back, but not for ever.

use std::time::{Duration, Instant};

use crate::wire::Language;

/// So many crashes in [`WITHIN`] and the page is not loaded again: something kills it each time.
const TOO_MANY: usize = 3;
const WITHIN: Duration = Duration::from_mins(1);

/// What to do about a crash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Remedy {
    /// Load the page again; nothing that was kept in Rust is lost.
    Reload,
    /// Say so and ask what to do.
    Ask,
}

/// The crashes of the last minute.
#[derive(Debug, Default)]
pub(crate) struct Crashes(Vec<Instant>);

impl Crashes {
    /// Takes note of a crash.
    pub(crate) fn note(&mut self, now: Instant) -> Remedy {
        self.0.retain(|crash| now.saturating_duration_since(*crash) < WITHIN);
        self.0.push(now);
        if self.0.len() < TOO_MANY {
            return Remedy::Reload;
        }
        // Whoever wants to try again has as many tries again.
        self.0.clear();
        Remedy::Ask
    }
}

/// What is said when the page does not stay up. Here, because what has the message catalogues is what does not run.
pub(crate) struct Words {
    pub(crate) what: &'static str,
    pub(crate) next: &'static str,
    /// Where keys are nowhere but here.
    pub(crate) lost: &'static str,
    pub(crate) again: &'static str,
    pub(crate) quit: &'static str,
}

impl Words {
    /// In the window's language; `system` is English, as nobody resolves it to itself.
    pub(crate) const fn in_language(language: Language) -> Self {
        match language {
            Language::En | Language::System => Self {
                what: "The window's page keeps crashing.",
                next: "No data was touched, and what you had typed is kept. If it happens again, quit and start \
                       Tokendesk with WEBKIT_DISABLE_DMABUF_RENDERER=1: often the graphics driver is to blame.",
                lost: "Keys that you have not copied or saved yet are lost when you quit.",
                again: "Try again",
                quit: "Quit",
            },
            Language::Ko => Self {
                what: "창의 페이지가 계속 비정상 종료됩니다.",
                next: "데이터는 그대로이며 입력하던 내용도 보관되어 있습니다. 다시 발생하면 종료한 뒤 \
                       WEBKIT_DISABLE_DMABUF_RENDERER=1을 설정하고 Tokendesk를 시작하세요. 그래픽 드라이버가 원인인 \
                       경우가 많습니다.",
                lost: "아직 복사하거나 저장하지 않은 키는 종료하면 사라집니다.",
                again: "다시 시도",
                quit: "종료",
            },
            Language::Zh => Self {
                what: "窗口页面不断崩溃。",
                next: "数据未受影响，您输入的内容也已保留。如果再次发生，请退出并在设置 \
                       WEBKIT_DISABLE_DMABUF_RENDERER=1 后启动 Tokendesk：原因往往是显卡驱动。",
                lost: "尚未复制或保存的密钥会在退出时丢失。",
                again: "重试",
                quit: "退出",
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn the_third_crash_within_a_minute_is_one_too_many() {
        let start = Instant::now();
        let mut crashes = Crashes::default();
        assert_eq!(crashes.note(start), Remedy::Reload);
        assert_eq!(crashes.note(start + SECOND), Remedy::Reload);
        assert_eq!(crashes.note(start + 59 * SECOND), Remedy::Ask);
        assert_eq!(crashes.note(start + 60 * SECOND), Remedy::Reload);
    }

    #[test]
    fn crashes_that_are_far_apart_are_no_pattern() {
        let start = Instant::now();
        let mut crashes = Crashes::default();
        for n in 0..10 {
            assert_eq!(crashes.note(start + n * 31 * SECOND), Remedy::Reload, "crash {n}");
        }
    }
}

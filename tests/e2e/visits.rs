//! Visits: the same way through the window in each look, with pictures for people and for axe.

use serde_json::json;

use crate::desk::{Conditions, Desk};

/// How the window looks. Every language, both themes and the smallest window occur in some look; what is wrong
/// in one language or theme alone is seen in its look, and each further look would cost minutes.
#[derive(Clone, Copy)]
pub(crate) struct Look {
    pub(crate) language: &'static str,
    theme: &'static str,
    is_smallest: bool,
}

impl Look {
    pub(crate) const ENGLISH: Look = Look { language: "en", theme: "light", is_smallest: false };
    pub(crate) const KOREAN: Look = Look { language: "ko", theme: "dark", is_smallest: false };
    pub(crate) const CHINESE: Look = Look { language: "zh", theme: "light", is_smallest: true };

    /// A desktop on which the console speaks so by itself: where it can't read its settings, or nobody can set them.
    /// Its theme is the light one then.
    pub(crate) fn conditions(self) -> Conditions {
        let lang = match self.language {
            "ko" => "ko_KR.UTF-8",
            "zh" => "zh_CN.UTF-8",
            _ => "en_US.UTF-8",
        };
        Conditions { lang, ..Conditions::default() }
    }

    /// The size of the window in pixels, where it is not the usual one.
    pub(crate) fn smallest(self) -> Option<(u32, u32)> {
        self.is_smallest.then_some((800, 560))
    }

    /// As it stands in the names of pictures.
    pub(crate) fn name(self) -> String {
        let size = if self.is_smallest { "-small" } else { "" };
        format!("{}-{}{size}", self.language, self.theme)
    }
}

/// A journey for each look: the function that is given takes one.
macro_rules! visits {
    ($visit:ident) => {
        mod shown {
            use crate::visits::Look;

            #[tokio::test]
            async fn in_english_and_light() {
                super::$visit(Look::ENGLISH).await;
            }

            #[tokio::test]
            async fn in_korean_and_dark() {
                super::$visit(Look::KOREAN).await;
            }

            #[tokio::test]
            async fn in_chinese_and_the_smallest_window() {
                super::$visit(Look::CHINESE).await;
            }
        }
    };
}
pub(crate) use visits;

impl Desk {
    pub(crate) async fn wear(&self, look: Look) {
        self.take_size(look).await;
        self.set_appearance(look.language, look.theme).await;
    }

    /// For a desk that has the rest of the look from its [`Look::conditions`].
    pub(crate) async fn take_size(&self, look: Look) {
        if let Some((width, height)) = look.smallest() {
            self.client.set_window_size(width, height).await.expect("the smallest window");
        }
    }

    /// Keeps a picture of a screen, in which axe finds nothing and which the window holds.
    pub(crate) async fn shown(&self, screen: &str, look: Look) {
        let name = format!("{screen}-{}", look.name());
        self.picture(&name).await;
        self.has_no_barriers(&name).await;
        assert_eq!(self.overflow().await, json!([0, 0]), "the window itself scrolls: {name}");
    }
}

//! Visits: the same way through the window in each language and theme, with pictures for people and for axe.

use crate::desk::Desk;

/// A journey for each language and theme: the `visit` of the module that it stands in.
macro_rules! visits {
    ($($name:ident: $language:literal, $theme:literal;)*) => {
        $(#[tokio::test] async fn $name() { visit($language, $theme).await; })*
    };
}
pub(crate) use visits;

impl Desk {
    /// Keeps a picture of a screen, in which axe finds nothing.
    pub(crate) async fn shown(&self, screen: &str, language: &str, theme: &str) {
        self.picture(&format!("{screen}-{language}-{theme}")).await;
        self.has_no_barriers(&format!("{screen} in {language}, {theme}")).await;
    }
}

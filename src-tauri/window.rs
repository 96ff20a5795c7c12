//! The one window: it shows our page, and nothing else.

use std::{thread, time::Duration};

use tauri::{
    AppHandle, Manager, Url, WebviewUrl, WebviewWindowBuilder, webview::NewWindowResponse, window::Color,
};
use tokendesk_domain::settings::Theme;

use crate::closing;

pub(crate) const LABEL: &str = "main";

/// How long the window waits for its colour at most: a data file that is being brought up to date takes its time.
const SHOW_AFTER: Duration = Duration::from_millis(500);
/// What the page lies on (source: `--surface` in ui/src/theme/tokens.css).
const LIGHT: Color = Color(0xff, 0xff, 0xff, 0xff);
const DARK: Color = Color(0x17, 0x19, 0x1e, 0xff);

/// Makes the window, hidden until its colour is known; see [`appear`].
pub(crate) fn create(app: &AppHandle) -> tauri::Result<()> {
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App("index.html".into()))
        .title("Tokendesk")
        .inner_size(1180.0, 760.0)
        .min_inner_size(800.0, 560.0)
        .center()
        .visible(false)
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        // A file dropped on the page would replace it.
        .disable_drag_drop_handler()
        .devtools(cfg!(dev))
        .build()?;
    #[cfg(target_os = "linux")]
    crate::web_view::prepare(&window)?;
    closing::guard(&window);
    let app = app.clone();
    thread::spawn(move || {
        thread::sleep(SHOW_AFTER);
        appear(&app, Theme::System);
    });
    Ok(())
}

/// Shows the window in the colour of its page, if it is not shown yet, while the page is still being read: it is laid out
/// for its real size then, and nothing flashes when it comes.
pub(crate) fn appear(app: &AppHandle, theme: Theme) {
    let Some(window) = app.get_webview_window(LABEL) else { return };
    if window.is_visible().unwrap_or(false) {
        return;
    }
    let is_dark = match theme {
        Theme::System => matches!(window.theme(), Ok(tauri::Theme::Dark)),
        Theme::Light => false,
        Theme::Dark => true,
    };
    if let Err(error) = window.set_background_color(Some(if is_dark { DARK } else { LIGHT })) {
        tracing::warn!(%error, "the window has no colour before its page comes");
    }
    show(app);
}

/// Shows the window, if it is not shown yet.
pub(crate) fn show(app: &AppHandle) {
    let Some(window) = app.get_webview_window(LABEL) else { return };
    if window.is_visible().unwrap_or(false) {
        return;
    }
    if let Err(error) = window.show().and_then(|()| window.set_focus()) {
        tracing::error!(%error, "the window could not be shown");
    }
}

/// Brings the window to the front, as a second start of the program does.
pub(crate) fn bring_to_front(app: &AppHandle) {
    let Some(window) = app.get_webview_window(LABEL) else { return };
    let brought = window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus());
    if let Err(error) = brought {
        tracing::warn!(%error, "the window could not be brought to the front");
    }
}

/// Our own page; `tauri dev` serves it from this machine.
fn is_ours(url: &Url) -> bool {
    let built =
        url.scheme() == "tauri" || (url.scheme() == "http" && url.host_str() == Some("tauri.localhost"));
    let developed = cfg!(dev) && url.host_str() == Some("localhost");
    built || developed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_page_may_be_navigated_to() {
        let ours = |url: &str| is_ours(&Url::parse(url).expect("a URL"));
        assert!(ours("tauri://localhost/index.html"));
        for foreign in [
            "https://example.com/",
            "http://tauri.localhost.example.com/",
            "file:///etc/passwd",
            "about:blank",
        ] {
            assert!(!ours(foreign), "{foreign}");
        }
    }
}

//! The clipboard of X11, macOS and Windows. On X11 the content vanishes with its owner, which serves it from a thread.

use zeroize::Zeroize;

use super::board::Board;

pub(super) struct SystemBoard(arboard::Clipboard);

impl SystemBoard {
    pub(super) fn open() -> Result<Self, String> {
        arboard::Clipboard::new().map(Self).map_err(|error| error.to_string())
    }
}

impl Board for SystemBoard {
    fn put_secret(&mut self, text: &str) -> Result<(), String> {
        #[cfg(target_os = "macos")]
        use arboard::SetExtApple as _;
        #[cfg(all(unix, not(target_os = "macos")))]
        use arboard::SetExtLinux as _;
        #[cfg(windows)]
        use arboard::SetExtWindows as _;
        #[cfg(windows)]
        let set = self.0.set().exclude_from_cloud();
        #[cfg(not(windows))]
        let set = self.0.set();
        set.exclude_from_history().text(text).map_err(|error| error.to_string())
    }

    fn put_text(&mut self, text: &str) -> Result<(), String> {
        self.0.set_text(text).map_err(|error| error.to_string())
    }

    fn holds(&mut self, text: &str) -> bool {
        // Asking another program for its content would wait for it, and half a minute where it hangs.
        #[cfg(target_os = "linux")]
        if super::x11_owner::is_foreign() == Some(true) {
            return false;
        }
        let Ok(mut found) = self.0.get_text() else { return false };
        let same = found == text;
        found.zeroize();
        same
    }

    fn clear(&mut self) -> Result<(), String> {
        self.0.clear().map_err(|error| error.to_string())
    }
}

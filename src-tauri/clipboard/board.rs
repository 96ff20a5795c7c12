//! A clipboard, as the keeper needs it, and which kind this desktop has.

/// What the keeper needs of a clipboard. A desktop whose clipboard works otherwise gets its own.
pub(super) trait Board {
    /// Puts a secret on the clipboard, with the hints that keep it out of histories.
    fn put_secret(&mut self, text: &str) -> Result<(), String>;
    /// Puts a text on the clipboard.
    fn put_text(&mut self, text: &str) -> Result<(), String>;
    /// Whether this text, the last that was put, still lies there.
    fn holds(&mut self, text: &str) -> bool;
    /// Empties the clipboard. Must not wait for the window's thread: at the end that one waits for this.
    fn clear(&mut self) -> Result<(), String>;
}

/// The clipboard of the desktop that the console runs on.
pub(super) fn open() -> Result<Box<dyn Board>, String> {
    #[cfg(target_os = "linux")]
    if std::env::var_os("WAYLAND_DISPLAY").is_some_and(|name| !name.is_empty()) {
        // GNOME's compositor does not offer the protocol: there only a program with a window has a clipboard.
        return Ok(if super::data_control::is_offered() {
            Box::new(super::data_control::DataControlBoard::default())
        } else {
            Box::new(super::gtk::GtkBoard::default())
        });
    }
    Ok(Box::new(super::system::SystemBoard::open()?))
}

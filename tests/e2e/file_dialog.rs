//! The system's dialogs that ask for a file, answered from the keyboard.
//! Only the keys of the display are heard in them.

use std::path::Path;

use crate::desk::{Desk, Shell};
use crate::patience::until;

impl Desk {
    pub(crate) async fn answer_file_dialog(&self, title: &str, path: &Path) {
        self.shell().answer_file_dialog(title, path).await;
    }
}

impl Shell<'_> {
    /// Waits for the dialog of this title and names a file in it.
    pub(crate) async fn answer_file_dialog(&self, title: &str, path: &Path) {
        let window = until(&format!("the dialog “{title}”"), async || self.window(title)).await;
        self.xdotool(&["windowfocus", "--sync", &window.to_string()]);
        // The place for a path; in a dialog that opens a file, the first letters would be lost while it comes.
        self.xdotool(&["key", "ctrl+l", "sleep", "0.5", "key", "ctrl+a"]);
        self.xdotool(&["type", "--delay", "20", &path.to_string_lossy()]);
        // The first one may only take what the dialog has completed meanwhile.
        let answered = async || {
            self.xdotool(&["key", "Return", "sleep", "1"]);
            (!self.shows_window(title)).then_some(())
        };
        until(&format!("the end of the dialog “{title}”"), answered).await;
    }
}

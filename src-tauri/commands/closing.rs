//! The window's end, where the page was to ask before it.

use tauri::WebviewWindow;

use super::Desk;
use crate::wire::Fault;

#[tauri::command]
#[expect(clippy::needless_pass_by_value, reason = "commands own what they are given")]
pub(crate) fn closing_asked(seat: Desk<'_>) {
    seat.closing.note_shown();
}

#[tauri::command]
#[expect(clippy::needless_pass_by_value, reason = "commands own what they are given")]
pub(crate) fn close_window(window: WebviewWindow) -> Result<(), Fault> {
    // Closing it would ask once more.
    window.destroy().map_err(|error| Fault::Internal { detail: error.to_string() })
}

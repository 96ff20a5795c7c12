//! The clipboard of a Wayland compositor that offers the data-control protocol: KDE's, and those built on wlroots.
//! No window and no focus is needed. The text is served from a thread until another program copies something.

use wl_clipboard_rs::{
    copy::{self, MimeSource, MimeType, Options, Source},
    paste::{self, Seat},
    utils::is_primary_selection_supported,
};

use super::board::Board;

/// Whether the compositor lets programs without focus at its clipboard.
pub(super) fn is_offered() -> bool {
    // The library's one question that fails without the protocol and changes nothing.
    is_primary_selection_supported().is_ok()
}

#[derive(Default)]
pub(super) struct DataControlBoard {
    /// How many texts were put.
    count: u64,
}

impl DataControlBoard {
    fn put(&mut self, text: &str, is_secret: bool) -> Result<(), String> {
        self.count += 1;
        let source =
            |text: &str, mime_type| MimeSource { source: Source::Bytes(text.as_bytes().into()), mime_type };
        let mut options = Options::new();
        options.sensitive(is_secret);
        options
            .copy_multi(vec![source(text, MimeType::Text), source("", MimeType::Specific(self.mark()))])
            .map_err(|error| error.to_string())
    }

    /// An offer of ours is known by a format that nobody else has: so what lies there need not be read, and a
    /// program that offers something and then does not answer holds nothing up.
    fn mark(&self) -> String {
        format!("application/x-tokendesk-{}-{}", std::process::id(), self.count)
    }
}

impl Board for DataControlBoard {
    fn put_secret(&mut self, text: &str) -> Result<(), String> {
        self.put(text, true)
    }

    fn put_text(&mut self, text: &str) -> Result<(), String> {
        self.put(text, false)
    }

    fn holds(&mut self, _text: &str) -> bool {
        paste::get_mime_types(paste::ClipboardType::Regular, Seat::Unspecified)
            .is_ok_and(|offered| offered.contains(&self.mark()))
    }

    fn clear(&mut self) -> Result<(), String> {
        copy::clear(copy::ClipboardType::Regular, copy::Seat::All).map_err(|error| error.to_string())
    }
}

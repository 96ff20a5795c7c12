//! Where results and notes go, and in which form.

use std::io::{self, Write};

use serde::Serialize;

use crate::{
    note::Note,
    text::{visible, visible_json},
};

/// Results go to `out`, notes to `notes`.
pub(crate) struct Output<W, N> {
    json: bool,
    out: W,
    notes: N,
}

impl<W: Write, N: Write> Output<W, N> {
    pub(crate) const fn new(json: bool, out: W, notes: N) -> Self {
        Self { json, out, notes }
    }

    /// One object on one line for scripts, else `text` for people. Only one of the two is made.
    pub(crate) fn result<R: Serialize>(
        &mut self,
        record: impl FnOnce() -> R,
        text: impl FnOnce() -> String,
    ) -> io::Result<()> {
        if self.json {
            let line = serde_json::to_string(&record())?;
            writeln!(self.out, "{}", visible_json(&line))
        } else {
            writeln!(self.out, "{}", text())
        }
    }

    pub(crate) const fn is_json(&self) -> bool {
        self.json
    }

    /// A sentence for people alone.
    pub(crate) fn remark(&mut self, text: &str) {
        if !self.json {
            let _ = writeln!(self.notes, "{}", visible(text));
        }
    }

    /// Something worth saying; who can't be told is not told.
    pub(crate) fn warn(&mut self, note: &Note) {
        #[derive(Serialize)]
        struct Line<'n> {
            warning: &'n Note,
        }
        let _ = if self.json {
            serde_json::to_string(&Line { warning: note })
                .map_err(io::Error::from)
                .and_then(|line| writeln!(self.notes, "{}", visible_json(&line)))
        } else {
            writeln!(self.notes, "warning: {}", visible(&note.message))
        };
    }

    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

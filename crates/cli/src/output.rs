//! Where results and notes go, and in which form.

use std::io::{self, Write};

use serde::Serialize;

use crate::{
    note::Note,
    text::{visible, visible_json},
};

/// Results are handed on in pieces of so many bytes.
const PIECE: usize = 16 * 1024;

/// Results go to `out`, notes to `notes`. It buffers by itself, to know what was really written.
pub(crate) struct Output<W, N> {
    json: bool,
    out: W,
    notes: N,
    pending: Vec<u8>,
    written: u64,
}

impl<W: Write, N: Write> Output<W, N> {
    /// `out` must not buffer.
    pub(crate) const fn new(json: bool, out: W, notes: N) -> Self {
        Self { json, out, notes, pending: Vec::new(), written: 0 }
    }

    /// One object on one line for scripts, else `text` for people. Only one of the two is made.
    pub(crate) fn result<R: Serialize>(
        &mut self,
        record: impl FnOnce() -> R,
        text: impl FnOnce() -> String,
    ) -> io::Result<()> {
        if self.json {
            let line = serde_json::to_string(&record())?;
            self.pending.extend_from_slice(visible_json(&line).as_bytes());
        } else {
            self.pending.extend_from_slice(text().as_bytes());
        }
        self.pending.push(b'\n');
        if self.pending.len() >= PIECE { self.flush() } else { Ok(()) }
    }

    /// Results that have a form of their own, as they are.
    pub(crate) fn raw(&mut self, text: &[u8]) -> io::Result<()> {
        self.pending.extend_from_slice(text);
        self.flush()
    }

    pub(crate) const fn is_json(&self) -> bool {
        self.json
    }

    /// Bytes of all results so far.
    pub(crate) const fn made(&self) -> u64 {
        self.written + self.pending.len() as u64
    }

    /// Bytes of results that were written, also after an error.
    pub(crate) const fn written(&self) -> u64 {
        self.written
    }

    /// A sentence for people alone.
    pub(crate) fn remark(&mut self, text: &str) {
        if !self.json {
            let _ = writeln!(self.notes, "{}", visible(text));
        }
    }

    /// What is wrong with something that does not stop the command; for people alone.
    pub(crate) fn complain(&mut self, text: &str) {
        self.remark(&format!("error: {text}"));
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

    /// Writes all results so far. After an error [`Output::written`] tells how much of them.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        while !self.pending.is_empty() {
            match self.out.write(&self.pending) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(length) => {
                    self.pending.drain(..length);
                    self.written += length as u64;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes `room` bytes, seven at a time, and then no more.
    struct Disk {
        room: usize,
        holds: Vec<u8>,
    }

    impl Write for Disk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let length = bytes.len().min(7).min(self.room - self.holds.len());
            if length == 0 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            self.holds.extend_from_slice(&bytes[..length]);
            Ok(length)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_was_written_is_known_to_the_byte() {
        let mut disk = Disk { room: 20, holds: Vec::new() };
        let mut output = Output::new(false, &mut disk, Vec::new());
        let mut ends = Vec::new();
        for text in ["one", "two", "three", "four", "five"] {
            output.result(|| (), || text.to_owned()).unwrap();
            ends.push(output.made());
        }
        assert_eq!(output.flush().unwrap_err().kind(), io::ErrorKind::StorageFull);
        assert_eq!(output.written(), 20);
        assert_eq!(ends, [4, 8, 14, 19, 24]);
        assert_eq!(disk.holds, b"one\ntwo\nthree\nfour\nf");
    }
}

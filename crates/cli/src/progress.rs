//! How far a long command is, for a person at the terminal; nothing where there is none.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar on the standard error, gone when this is dropped.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// Counts up without an end that is known.
    pub(crate) fn counting(what: &'static str) -> Self {
        let bar = ProgressBar::no_length().with_message(what);
        Self(bar.with_style(style("{msg} {human_pos}")))
    }

    /// Goes up to `total`.
    pub(crate) fn up_to(total: u64, what: &'static str) -> Self {
        let bar = ProgressBar::new(total).with_message(what);
        Self(bar.with_style(style("{msg} {wide_bar} {human_pos} of {human_len}, {eta} left")))
    }

    /// A bar that nobody sees: scripts read what is written.
    pub(crate) fn unseen() -> Self {
        Self(ProgressBar::hidden())
    }

    /// So many of so many are done.
    pub(crate) fn set(&self, done: usize, total: usize) {
        self.0.set_length(total as u64);
        self.0.set_position(done as u64);
    }

    /// So many more are done.
    pub(crate) fn advance(&self, count: usize) {
        self.0.inc(count as u64);
    }

    /// Writes something else to the terminal, which the bar makes room for.
    pub(crate) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        self.0.suspend(write)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

fn style(template: &'static str) -> ProgressStyle {
    ProgressStyle::with_template(template).expect("a template of ours")
}

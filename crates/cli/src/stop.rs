//! Ctrl+C, and the system's wish that this program ends: heard where nothing is half done.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use crate::refusal::{Failure, Refusal};

/// Whether this program should end.
pub(crate) struct Stop(Arc<AtomicBool>);

impl Stop {
    /// From now on such a wish does not end the program by itself. Once in a program.
    pub(crate) fn listen() -> Result<Self, Failure> {
        let wanted = Arc::new(AtomicBool::new(false));
        let heard = Arc::clone(&wanted);
        ctrlc::set_handler(move || heard.store(true, Ordering::Relaxed))
            .map_err(|error| Failure::Fault(Refusal::new("internal", format!("No signals: {error}."))))?;
        Ok(Self(wanted))
    }

    pub(crate) fn is_wanted(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

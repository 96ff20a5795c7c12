//! The change to many tokens that is being made: one at a time, with its progress, its Cancel and its end.

use std::{
    ops::ControlFlow,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use tokendesk_issuer::Progress;

use crate::wire::{ChangeProgress, Fault};

/// How often the window is told how far it is.
const EVERY: Duration = Duration::from_millis(100);

/// Whether a change to many is being made.
#[derive(Default)]
pub(crate) struct ChangeSlot {
    taken: Mutex<bool>,
    free: Condvar,
    stop: AtomicBool,
}

impl ChangeSlot {
    /// Begins a change; refused while another one is being made.
    pub(crate) fn begin(self: &Arc<Self>) -> Result<RunningChange, Fault> {
        let mut taken = self.taken();
        if *taken {
            return Err(Fault::ChangeRunning);
        }
        *taken = true;
        self.stop.store(false, Ordering::Relaxed);
        Ok(RunningChange { slot: Arc::clone(self), told: None })
    }

    pub(crate) fn is_taken(&self) -> bool {
        *self.taken()
    }

    /// Asks the change to stop before its next step.
    pub(crate) fn cancel(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Stops the change before its next step, and waits for the end of this one.
    pub(crate) fn stop(&self) {
        self.cancel();
        let taken = self.taken();
        drop(self.free.wait_while(taken, |taken| *taken).unwrap_or_else(PoisonError::into_inner));
    }

    fn taken(&self) -> MutexGuard<'_, bool> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A change that is being made; its slot is free again when this is dropped.
pub(crate) struct RunningChange {
    slot: Arc<ChangeSlot>,
    told: Option<Instant>,
}

impl RunningChange {
    /// Whether to go on; tells the window how far it is, but not too often.
    pub(crate) fn go_on(&mut self, progress: Progress, tell: impl Fn(ChangeProgress)) -> ControlFlow<()> {
        if self.told.is_none_or(|told| told.elapsed() >= EVERY) {
            self.told = Some(Instant::now());
            let small = |number| u32::try_from(number).unwrap_or(u32::MAX);
            tell(ChangeProgress { done: small(progress.done), total: small(progress.total) });
        }
        if self.is_to_stop() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Whether it was asked to stop.
    pub(crate) fn is_to_stop(&self) -> bool {
        self.slot.stop.load(Ordering::Relaxed)
    }
}

impl Drop for RunningChange {
    fn drop(&mut self) {
        *self.slot.taken() = false;
        self.slot.free.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::RefCell, thread};

    use super::*;

    fn step(done: usize) -> Progress {
        Progress { done, total: 100 }
    }

    #[test]
    fn a_second_change_is_refused_until_the_first_one_has_ended() {
        let slot = Arc::new(ChangeSlot::default());
        let first = slot.begin().unwrap();
        assert!(matches!(slot.begin(), Err(Fault::ChangeRunning)));
        drop(first);
        assert!(slot.begin().is_ok());
    }

    #[test]
    fn a_cancelled_change_stops_before_its_next_step_and_the_next_change_does_not() {
        let slot = Arc::new(ChangeSlot::default());
        let mut first = slot.begin().unwrap();
        assert!(first.go_on(step(0), |_| ()).is_continue());
        slot.cancel();
        assert!(first.go_on(step(10), |_| ()).is_break());
        drop(first);
        assert!(slot.begin().unwrap().go_on(step(0), |_| ()).is_continue());
    }

    #[test]
    fn the_window_hears_of_the_first_step_and_not_of_every_one() {
        let slot = Arc::new(ChangeSlot::default());
        let mut change = slot.begin().unwrap();
        let told = RefCell::new(Vec::new());
        for done in 0..50 {
            let _ = change.go_on(step(done), |progress| told.borrow_mut().push(progress.done));
        }
        let told = told.into_inner();
        assert_eq!(told[0], 0);
        assert!(told.len() < 50, "{told:?}");
    }

    #[test]
    fn the_program_waits_for_the_step_that_is_being_made() {
        let slot = Arc::new(ChangeSlot::default());
        let mut change = slot.begin().unwrap();
        let worker = thread::spawn(move || while change.go_on(step(0), |_| ()).is_continue() {});
        slot.stop();
        assert!(!slot.is_taken());
        worker.join().unwrap();
    }
}

//! Runs a call that may hang on a thread of its own, and waits for it only so long.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

/// Calls still running after this many were given up: something hangs for good, ask no more.
const MAX_ABANDONED: usize = 4;

/// Runs calls with a time limit. A call that is too slow goes on by itself; what it gives is dropped
/// (and with it wiped, if it is a secret).
#[derive(Clone, Debug, Default)]
pub(crate) struct Deadline {
    running: Arc<AtomicUsize>,
}

/// No answer in time.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TimedOut;

impl Deadline {
    /// The result of `call`, if it comes within `limit`.
    pub(crate) fn within<T: Send + 'static>(
        &self,
        limit: Duration,
        call: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, TimedOut> {
        let running = Running::enter(&self.running).ok_or(TimedOut)?;
        let (answer, answers) = mpsc::sync_channel(1);
        thread::Builder::new()
            .name("keyring".to_owned())
            .spawn(move || {
                let result = call();
                drop(running);
                // Nobody listens any more when the call was given up.
                let _ = answer.send(result);
            })
            .map_err(|_| TimedOut)?;
        // A panic in the call closes the channel without an answer; it counts as none in time.
        answers.recv_timeout(limit).map_err(|_| TimedOut)
    }
}

/// One running call; counted down when it ends, also by a panic.
struct Running(Arc<AtomicUsize>);

impl Running {
    fn enter(count: &Arc<AtomicUsize>) -> Option<Self> {
        let running = Self(Arc::clone(count));
        (count.fetch_add(1, Ordering::Relaxed) < MAX_ABANDONED).then_some(running)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::time::Instant;

    use super::*;

    const LONG: Duration = Duration::from_mins(1);

    #[test]
    fn an_answer_in_time_is_given() {
        assert_eq!(Deadline::default().within(LONG, || 7), Ok(7));
    }

    #[test]
    fn a_call_that_hangs_is_given_up_at_its_limit() {
        let (release, hang) = mpsc::channel::<()>();
        let started = Instant::now();
        let answer = Deadline::default().within(Duration::from_millis(20), move || hang.recv());
        assert_eq!(answer, Err(TimedOut));
        assert!(started.elapsed() < LONG / 2);
        drop(release);
    }

    #[test]
    fn a_call_that_panics_gives_no_answer_and_takes_nobody_along() {
        let deadline = Deadline::default();
        let answer = deadline.within(LONG, || panic!("for the test"));
        assert_eq!(answer, Err::<(), _>(TimedOut));
        assert_eq!(deadline.within(LONG, || 7), Ok(7));
    }

    #[test]
    fn what_hangs_for_good_does_not_pile_up_and_is_asked_again_when_it_moves() {
        let deadline = Deadline::default();
        let (release, hang) = mpsc::channel::<()>();
        let hang = Arc::new(Mutex::new(hang));
        for _ in 0..MAX_ABANDONED {
            let hang = Arc::clone(&hang);
            let answer = deadline.within(Duration::from_millis(5), move || {
                let _ = hang.lock().map(|hang| hang.recv());
            });
            assert_eq!(answer, Err(TimedOut));
        }
        let started = Instant::now();
        assert_eq!(deadline.within(LONG, || 7), Err(TimedOut));
        assert!(started.elapsed() < LONG / 2, "not even tried");
        drop(release);
        while deadline.running.load(Ordering::Relaxed) > 0 {
            thread::yield_now();
        }
        assert_eq!(deadline.within(LONG, || 7), Ok(7));
    }
}

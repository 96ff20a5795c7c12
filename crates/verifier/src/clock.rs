//! The one place where the verifier reads the clock.

use chrono::{DateTime, Utc};

/// Tells the time. A test gives its own.
pub type Clock = Box<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// The system's clock, as it stood some milliseconds ago at most: to read it to the nanosecond takes several times as
/// long, and each decision reads it.
#[cfg(target_os = "linux")]
pub fn system_clock() -> Clock {
    use std::cell::Cell;

    use rustix::time::{ClockId, clock_gettime};

    thread_local! {
        /// What this thread read last. That clock moves every few milliseconds: a date is made once for each.
        static LAST: Cell<(i64, i64, DateTime<Utc>)> = const { Cell::new((0, 0, DateTime::UNIX_EPOCH)) };
    }

    Box::new(|| {
        let now = clock_gettime(ClockId::RealtimeCoarse);
        let (seconds, nanoseconds, last) = LAST.get();
        if (now.tv_sec, now.tv_nsec) == (seconds, nanoseconds) {
            return last;
        }
        let nanoseconds = u32::try_from(now.tv_nsec).unwrap_or_default();
        let read = DateTime::from_timestamp(now.tv_sec, nanoseconds).unwrap_or_default();
        LAST.set((now.tv_sec, now.tv_nsec, read));
        read
    })
}

/// The system's clock.
#[cfg(not(target_os = "linux"))]
pub fn system_clock() -> Clock {
    #[expect(clippy::disallowed_methods, reason = "the shell's clock")]
    Box::new(Utc::now)
}

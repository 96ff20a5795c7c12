//! The one place where the verifier reads the clock.

use chrono::{DateTime, Utc};

/// Tells the time. A test gives its own.
pub type Clock = Box<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// The system's clock, as it stood some milliseconds ago at most: to read it to the nanosecond takes several times as
/// long, and each decision reads it.
#[cfg(target_os = "linux")]
pub fn system_clock() -> Clock {
    use rustix::time::{ClockId, clock_gettime};

    Box::new(|| {
        let now = clock_gettime(ClockId::RealtimeCoarse);
        let nanoseconds = u32::try_from(now.tv_nsec).unwrap_or_default();
        DateTime::from_timestamp(now.tv_sec, nanoseconds).unwrap_or_default()
    })
}

/// The system's clock.
#[cfg(not(target_os = "linux"))]
pub fn system_clock() -> Clock {
    #[expect(clippy::disallowed_methods, reason = "the shell's clock")]
    Box::new(Utc::now)
}

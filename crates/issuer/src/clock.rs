//! The one place where the desk reads the clock.

use chrono::{DateTime, SubsecRound, Utc};

/// Tells the time. A test gives its own.
pub type Clock = Box<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// The system's clock, in whole milliseconds, as the data file keeps them.
pub fn system_clock() -> Clock {
    #[expect(clippy::disallowed_methods, reason = "the shell's clock")]
    Box::new(|| Utc::now().trunc_subsecs(3))
}

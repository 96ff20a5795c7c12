//! The one place where the verifier reads the clock.

use chrono::{DateTime, Utc};

/// Tells the time. A test gives its own.
pub type Clock = Box<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// The system's clock.
pub fn system_clock() -> Clock {
    #[expect(clippy::disallowed_methods, reason = "the shell's clock")]
    Box::new(Utc::now)
}

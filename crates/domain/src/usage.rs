//! What a token has used of its request limit.

use chrono::{DateTime, Utc};

/// Counted requests. Written by whoever enforces the tokens; a new token has used nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Requests counted in the window that ends at `until`, or ever.
    pub used: u64,
    /// The end of that window; none: counted over the token's whole life.
    pub until: Option<DateTime<Utc>>,
    /// The last request that passed.
    pub last_used: Option<DateTime<Utc>>,
}

impl Usage {
    /// Requests that count against the limit now: none once the window is over.
    pub fn counted(&self, now: DateTime<Utc>) -> u64 {
        match self.until {
            Some(until) if until <= now => 0,
            _ => self.used,
        }
    }
}

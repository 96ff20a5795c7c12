//! Moments as the older faces write them, and as all faces take them.

use chrono::{DateTime, Utc};
use serde_json::Value;
use tokendesk_domain::expiry::ExpiryChoice;

use crate::given::{FromJson, Mismatch};

/// Unix seconds; -1: never (source: reference/seeds/004).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UnixSeconds {
    /// As written.
    pub(crate) seconds: i64,
    /// What they choose.
    pub(crate) choice: ExpiryChoice,
}

impl FromJson for UnixSeconds {
    fn from_json(value: Value) -> Result<Self, Mismatch> {
        let seconds = i64::from_json(value)?;
        if seconds == -1 {
            return Ok(Self { seconds, choice: ExpiryChoice::Never });
        }
        let at = DateTime::<Utc>::from_timestamp(seconds, 0);
        let too_far = || Mismatch::new("too_far", "This is no moment of the calendar.".to_owned());
        at.map(|at| Self { seconds, choice: ExpiryChoice::At(at) }).ok_or_else(too_far)
    }
}

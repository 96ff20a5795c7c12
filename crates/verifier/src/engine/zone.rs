//! Where the calendar is read: the windows of request limits begin and end by its clock.

use chrono::{DateTime, Local, Utc};
use chrono_tz::Tz;
use tokendesk_domain::{calendar::window_at, limit::LimitWindow};

/// A time zone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Zone {
    /// The machine's.
    #[default]
    Machine,
    /// By its name, such as `Asia/Seoul`.
    Named(Tz),
}

impl Zone {
    /// The zone of an IANA name; none: there is no such zone.
    pub fn parse(name: &str) -> Option<Self> {
        name.parse().ok().map(Self::Named)
    }

    pub(super) fn window_at(
        self,
        window: LimitWindow,
        now: DateTime<Utc>,
    ) -> (DateTime<Utc>, Option<DateTime<Utc>>) {
        match self {
            Self::Machine => window_at(window, now, &Local),
            Self::Named(zone) => window_at(window, now, &zone),
        }
    }
}

//! How a token was used: what was decided about its requests, stretch by stretch.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, TimeZone, Utc};

use crate::{calendar::window_at, limit::LimitWindow};

/// How far back, and in which stretches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UsageSpan {
    /// The hour that it is and the 23 before it, by the hour.
    Hours,
    /// So many days of the calendar, today the last of them, by the day; at least one.
    Days(u16),
}

impl UsageSpan {
    /// How many days are counted at all.
    pub const MOST_DAYS: u16 = 31;
    const HOURS: u32 = 24;
}

/// Decisions of one kind within an hour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HourlyCount {
    /// Where the hour begins.
    pub hour: DateTime<Utc>,
    /// The code of the refusal; none: the requests passed.
    pub refusal: Option<String>,
    /// How many.
    pub count: u64,
}

/// What was decided within a stretch of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsageStretch {
    /// Its first instant.
    pub from: DateTime<Utc>,
    /// The first instant after it.
    pub until: DateTime<Utc>,
    /// Requests that passed.
    pub allowed: u64,
    /// Requests that did not, by the code of the refusal.
    pub refused: BTreeMap<String, u64>,
}

/// What was decided, the earliest stretch first. They lie side by side, those without a request too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsageHistory {
    /// The stretches.
    pub stretches: Vec<UsageStretch>,
}

impl UsageHistory {
    /// The stretches of a span that ends with the one that `now` lies in; nothing is counted in them yet. A day is one
    /// of `zone`'s calendar.
    pub fn blank<Tz: TimeZone>(span: UsageSpan, now: DateTime<Utc>, zone: &Tz) -> Self {
        let window = |at| match span {
            // Hours are counted as UTC has them, also where a zone is half an hour off.
            UsageSpan::Hours => window_at(LimitWindow::Hour, at, &Utc),
            UsageSpan::Days(_) => window_at(LimitWindow::Day, at, zone),
        };
        let count = match span {
            UsageSpan::Hours => UsageSpan::HOURS,
            UsageSpan::Days(days) => days.max(1).into(),
        };
        let mut stretches = Vec::new();
        let mut at = now;
        for _ in 0..count {
            let (from, until) = window(at);
            let until = until.unwrap_or(DateTime::<Utc>::MAX_UTC);
            stretches.push(UsageStretch { from, until, allowed: 0, refused: BTreeMap::new() });
            at = from - TimeDelta::milliseconds(1);
        }
        stretches.reverse();
        Self { stretches }
    }

    /// The first instant of it.
    pub fn since(&self) -> DateTime<Utc> {
        self.stretches.first().map_or(DateTime::<Utc>::MAX_UTC, |first| first.from)
    }

    /// Counts decisions into the stretches that their hours begin in; what lies outside of all is left out.
    #[must_use]
    pub fn counting(mut self, counts: impl IntoIterator<Item = HourlyCount>) -> Self {
        for HourlyCount { hour, refusal, count } in counts {
            let after = self.stretches.partition_point(|stretch| stretch.from <= hour);
            let stretch = after.checked_sub(1).and_then(|at| self.stretches.get_mut(at));
            let Some(stretch) = stretch.filter(|stretch| hour < stretch.until) else { continue };
            let counted = match refusal {
                None => &mut stretch.allowed,
                Some(code) => stretch.refused.entry(code).or_default(),
            };
            *counted = counted.saturating_add(count);
        }
        self
    }

    /// Requests that passed.
    pub fn allowed(&self) -> u64 {
        self.stretches.iter().fold(0, |sum, stretch| sum.saturating_add(stretch.allowed))
    }

    /// Requests that did not, by the code of the refusal, the most frequent first.
    pub fn refused(&self) -> Vec<(&str, u64)> {
        let mut codes: BTreeMap<&str, u64> = BTreeMap::new();
        for (code, count) in self.stretches.iter().flat_map(|stretch| &stretch.refused) {
            let sum = codes.entry(code).or_default();
            *sum = sum.saturating_add(*count);
        }
        let mut refused: Vec<_> = codes.into_iter().collect();
        refused.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        refused
    }
}

impl UsageStretch {
    /// All requests that did not pass.
    pub fn all_refused(&self) -> u64 {
        self.refused.values().fold(0, |sum, count| sum.saturating_add(*count))
    }
}

#[cfg(test)]
mod tests {
    use chrono::FixedOffset;
    use proptest::{collection::vec, prelude::*};

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn seoul() -> FixedOffset {
        FixedOffset::east_opt(9 * 3600).unwrap()
    }

    fn count(hour: &str, refusal: Option<&str>, count: u64) -> HourlyCount {
        HourlyCount { hour: at(hour), refusal: refusal.map(str::to_owned), count }
    }

    #[test]
    fn a_day_has_the_hour_that_it_is_and_the_23_before() {
        let history = UsageHistory::blank(UsageSpan::Hours, at("2027-01-02T10:30:00Z"), &seoul());
        assert_eq!(history.stretches.len(), 24);
        assert_eq!(history.since(), at("2027-01-01T11:00:00Z"));
        assert_eq!(history.stretches[23].until, at("2027-01-02T11:00:00Z"));
    }

    #[test]
    fn a_request_belongs_to_the_day_of_the_admins_calendar() {
        let history = UsageHistory::blank(UsageSpan::Days(2), at("2027-01-02T16:00:00Z"), &seoul());
        assert_eq!(history.since(), at("2027-01-01T15:00:00Z"));
        let history = history.counting([
            count("2027-01-01T14:00:00Z", None, 100),
            count("2027-01-01T15:00:00Z", None, 1),
            count("2027-01-02T14:00:00Z", Some("expired"), 2),
            count("2027-01-02T15:00:00Z", Some("expired"), 4),
            count("2027-01-02T16:00:00Z", Some("ip_blocked"), 9),
        ]);
        let told: Vec<_> = history.stretches.iter().map(|one| (one.allowed, one.all_refused())).collect();
        assert_eq!(told, [(1, 2), (0, 13)]);
        assert_eq!((history.allowed(), history.refused()), (1, vec![("ip_blocked", 9), ("expired", 6)]));
    }

    proptest! {
        /// The stretches lie side by side, and every count within them is found in them once.
        #[test]
        fn nothing_is_lost_and_nothing_counted_twice(
            days in 1u16..40,
            offset in -12i32..14,
            hours in vec((0i64..40 * 24, any::<bool>(), 1u64..1000), 0..50),
        ) {
            let (zone, now) = (FixedOffset::east_opt(offset * 3600).unwrap(), at("2027-03-05T12:34:56Z"));
            let blank = UsageHistory::blank(UsageSpan::Days(days), now, &zone);
            prop_assert_eq!(blank.stretches.len(), usize::from(days));
            for pair in blank.stretches.windows(2) {
                prop_assert_eq!(pair[0].until, pair[1].from);
            }
            let since = blank.since();
            let top = at("2027-03-05T12:00:00Z");
            let counts: Vec<_> = hours.into_iter().map(|(ago, passed, count)| HourlyCount {
                hour: top - TimeDelta::hours(ago),
                refusal: (!passed).then(|| "expired".to_owned()),
                count,
            }).collect();
            let within: u64 = counts.iter().filter(|one| one.hour >= since).map(|one| one.count).sum();
            let history = blank.counting(counts);
            let refused: u64 = history.refused().iter().map(|(_, count)| count).sum();
            prop_assert_eq!(history.allowed() + refused, within);
        }
    }
}

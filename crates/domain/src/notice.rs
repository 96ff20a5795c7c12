//! When the desktop is told that tokens need a look: once a day at most, and only of what is new.

use chrono::{DateTime, TimeZone, Utc};

/// What there is to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct News {
    /// Tokens that need a look.
    pub tokens: usize,
    /// Of these, the ones of which much is used: since when is not known.
    pub used: usize,
    /// Since when the latest of the others needs it; none: there is none.
    pub newest: Option<DateTime<Utc>>,
}

/// What was told last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// When.
    pub at: DateTime<Utc>,
    /// How many tokens there were of which much is used; fewer, if there were fewer since.
    pub used: usize,
}

impl News {
    /// Whether to tell it at `now`: nothing was told today, and something came since.
    pub fn is_due<Tz: TimeZone>(&self, told: Option<Told>, now: DateTime<Utc>, zone: &Tz) -> bool {
        let day = |at: DateTime<Utc>| at.with_timezone(zone).date_naive();
        match told {
            None => self.tokens > 0,
            Some(told) => {
                day(told.at) < day(now)
                    && (self.used > told.used || self.newest.is_some_and(|newest| newest > told.at))
            }
        }
    }

    /// What counts as told at `now`, after it was told or not.
    #[must_use]
    pub fn after(&self, told: Option<Told>, now: DateTime<Utc>, is_told: bool) -> Option<Told> {
        if is_told {
            return Some(Told { at: now, used: self.used });
        }
        // What is no longer so may come again, and is new then.
        told.map(|told| Told { used: told.used.min(self.used), ..told })
    }
}

#[cfg(test)]
mod tests {
    use chrono::{FixedOffset, TimeDelta};
    use proptest::prelude::*;

    use super::*;

    fn noon() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_014_400, 0).unwrap()
    }

    fn hours(hours: i64) -> TimeDelta {
        TimeDelta::hours(hours)
    }

    #[test]
    fn what_needs_a_look_is_told_at_first_and_then_only_what_is_new() {
        let news = News { tokens: 3, used: 1, newest: Some(noon() - hours(9)) };
        assert!(news.is_due(None, noon(), &Utc));
        assert!(!News { tokens: 0, used: 0, newest: None }.is_due(None, noon(), &Utc));
        let told = news.after(None, noon(), true);
        let tomorrow = noon() + hours(24);
        assert!(!news.is_due(told, tomorrow, &Utc), "nothing is new");
        assert!(News { newest: Some(noon() + hours(1)), ..news }.is_due(told, tomorrow, &Utc));
        assert!(News { used: 2, ..news }.is_due(told, tomorrow, &Utc));
        assert!(!News { used: 0, ..news }.is_due(told, tomorrow, &Utc));
    }

    #[test]
    fn a_day_is_one_of_the_calendar_of_whoever_is_told() {
        let told = Some(Told { at: noon(), used: 0 });
        let news = News { tokens: 1, used: 1, newest: None };
        let seoul = FixedOffset::east_opt(9 * 3600).unwrap();
        assert!(!news.is_due(told, noon() + hours(11), &Utc));
        assert!(news.is_due(told, noon() + hours(12), &Utc));
        assert!(news.is_due(told, noon() + hours(3), &seoul), "midnight in Seoul");
        assert!(!news.is_due(told, noon() - hours(48), &Utc), "the clock was set back");
    }

    #[test]
    fn what_went_and_came_again_is_new() {
        let (some, none) =
            (News { tokens: 2, used: 2, newest: None }, News { tokens: 0, used: 0, newest: None });
        let told = some.after(None, noon(), true);
        let meanwhile = none.after(told, noon() + hours(5), false);
        assert_eq!(meanwhile, Some(Told { at: noon(), used: 0 }));
        assert!(some.is_due(meanwhile, noon() + hours(24), &Utc));
    }

    proptest! {
        /// Whatever happens, nothing is told twice on a day.
        #[test]
        fn once_a_day_at_most(
            checks in prop::collection::vec((1_i64..30, 0_usize..4, any::<bool>()), 1..40),
        ) {
            let (mut now, mut told, mut days) = (noon(), None, Vec::new());
            for (later, used, is_new) in checks {
                now += hours(later);
                let news = News { tokens: used, used, newest: is_new.then_some(now) };
                let is_due = news.is_due(told, now, &Utc);
                told = news.after(told, now, is_due);
                if is_due {
                    days.push(now.date_naive());
                }
            }
            prop_assert!(days.windows(2).all(|pair| pair[0] < pair[1]), "{days:?}");
        }
    }
}

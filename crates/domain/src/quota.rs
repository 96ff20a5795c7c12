//! What a token may spend, and what it has spent.

use chrono::{DateTime, Utc};

use crate::{amount::Amount, limit::LimitWindow};

/// What is spent is counted over each of these at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuotaPeriod {
    /// The token's whole life.
    Total,
    /// Each day of the calendar, in the console's time zone.
    Day,
    /// Each month of the calendar, likewise.
    Month,
}

impl QuotaPeriod {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Total, Self::Day, Self::Month];

    /// The window of the calendar; see [`crate::calendar::window_at`].
    pub const fn window(self) -> LimitWindow {
        match self {
            Self::Total => LimitWindow::Total,
            Self::Day => LimitWindow::Day,
            Self::Month => LimitWindow::Month,
        }
    }
}

/// The most that may be spent; none: unlimited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quota {
    /// In the token's whole life.
    pub total: Option<Amount>,
    /// In each day.
    pub daily: Option<Amount>,
    /// In each month.
    pub monthly: Option<Amount>,
}

impl Quota {
    /// The most of a period.
    pub const fn of(self, period: QuotaPeriod) -> Option<Amount> {
        match period {
            QuotaPeriod::Total => self.total,
            QuotaPeriod::Day => self.daily,
            QuotaPeriod::Month => self.monthly,
        }
    }

    /// No period has a most.
    pub const fn is_unlimited(self) -> bool {
        self.total.is_none() && self.daily.is_none() && self.monthly.is_none()
    }
}

/// What is spent. Written by whoever enforces the tokens; a new token has spent nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spending {
    /// In the token's whole life.
    pub total: Amount,
    /// In the last day that something was spent on.
    pub day: PeriodSpending,
    /// In the last month.
    pub month: PeriodSpending,
}

/// What is spent in one period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PeriodSpending {
    /// How much.
    pub spent: Amount,
    /// Where the period ends; none: nothing was ever spent.
    pub until: Option<DateTime<Utc>>,
}

impl PeriodSpending {
    /// What counts against the quota now: nothing once the period is over.
    pub fn counted(self, now: DateTime<Utc>) -> Amount {
        if self.until.is_some_and(|until| until > now) { self.spent } else { Amount::ZERO }
    }
}

impl Spending {
    /// What counts against the quota of a period now.
    pub fn counted(&self, period: QuotaPeriod, now: DateTime<Utc>) -> Amount {
        match period {
            QuotaPeriod::Total => self.total,
            QuotaPeriod::Day => self.day.counted(now),
            QuotaPeriod::Month => self.month.counted(now),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{TimeDelta, TimeZone};

    use super::*;

    #[test]
    fn what_was_spent_in_a_period_counts_until_its_end_and_what_was_spent_in_all_for_good() {
        let noon = Utc.with_ymd_and_hms(2027, 1, 1, 12, 0, 0).unwrap();
        let spent = Amount::saturating(7);
        let period = PeriodSpending { spent, until: Some(noon) };
        let spending = Spending { total: spent, day: period, month: PeriodSpending::default() };
        let before = noon - TimeDelta::milliseconds(1);
        assert_eq!(QuotaPeriod::ALL.map(|p| spending.counted(p, before).units()), [7, 7, 0]);
        assert_eq!(QuotaPeriod::ALL.map(|p| spending.counted(p, noon).units()), [7, 0, 0]);
    }
}

//! The request limit.

use std::num::NonZeroU64;

use crate::{field_error::Problem, number};

/// At most `max` requests, in total or in each calendar window. No limit at all is `None` beside this type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestLimit {
    /// 1–[`RequestLimit::MAX`].
    pub max: NonZeroU64,
    /// What it is counted over.
    pub window: LimitWindow,
}

/// What requests are counted over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LimitWindow {
    /// The token's whole life.
    #[default]
    Total,
    /// Each minute of the calendar.
    Minute,
    /// Each hour of the calendar.
    Hour,
    /// Each day of the calendar.
    Day,
    /// Each month of the calendar.
    Month,
}

impl LimitWindow {
    /// All windows, shortest last but for the whole.
    pub const ALL: [Self; 5] = [Self::Total, Self::Minute, Self::Hour, Self::Day, Self::Month];

    /// The word that files and scripts use.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Total => "total",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Month => "month",
        }
    }

    /// The window of that word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|window| window.code() == code)
    }
}

impl RequestLimit {
    /// The largest limit; every whole number up to it is exact in each of our clients.
    pub const MAX: u64 = 1_000_000_000_000_000;

    /// Reads a number as typed; blank or 0 is unlimited (source: reference/seeds/000).
    /// Commas may group thousands: `10,000`.
    pub fn parse(raw: &str, window: LimitWindow) -> Result<Option<Self>, Problem> {
        let number = number::whole(raw, Self::MAX)?;
        Ok(NonZeroU64::new(number).map(|max| Self { max, window }))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(raw: &str) -> Result<Option<u64>, Problem> {
        RequestLimit::parse(raw, LimitWindow::Day).map(|limit| limit.map(|limit| limit.max.get()))
    }

    #[test]
    fn blank_and_zero_are_unlimited() {
        for raw in ["", "  ", "0", "000"] {
            assert_eq!(read(raw), Ok(None), "{raw:?}");
        }
    }

    #[test]
    fn whole_numbers_are_read_also_with_grouped_thousands() {
        for (raw, number) in
            [("1", 1), (" 1000 ", 1000), ("10,000", 10_000), ("1,000,000", 1_000_000), ("007", 7)]
        {
            assert_eq!(read(raw), Ok(Some(number)), "{raw:?}");
        }
    }

    #[test]
    fn anything_else_says_what_is_wrong() {
        for (raw, problem) in [
            ("-5", Problem::Negative),
            ("-0.5", Problem::Negative),
            ("1.5", Problem::Fraction),
            ("1,00", Problem::NotAWholeNumber),
            ("1,0000", Problem::NotAWholeNumber),
            ("10 000", Problem::NotAWholeNumber),
            ("1e3", Problem::NotAWholeNumber),
            ("0x10", Problem::NotAWholeNumber),
            ("+5", Problem::NotAWholeNumber),
            ("１０", Problem::NotAWholeNumber),
            ("many", Problem::NotAWholeNumber),
            ("NaN", Problem::NotAWholeNumber),
            ("1000000000000001", Problem::TooLarge { max: 1_000_000_000_000_000 }),
            ("99999999999999999999999999", Problem::TooLarge { max: 1_000_000_000_000_000 }),
        ] {
            assert_eq!(read(raw), Err(problem), "{raw:?}");
        }
    }

    proptest! {
        /// Every number in range is read as itself.
        #[test]
        fn every_number_in_range_reads_back(number in 1..=RequestLimit::MAX) {
            prop_assert_eq!(read(&number.to_string()), Ok(Some(number)));
        }

        /// Reading never panics, whatever is typed.
        #[test]
        fn any_text_is_read_or_refused(raw in ".{0,40}") {
            let _ = read(&raw);
        }
    }
}

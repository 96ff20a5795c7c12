//! How fast a token may be used: a sustained rate and a burst, judged by the generic cell rate algorithm (GCRA).
//!
//! One number is all that is kept of the past: the theoretical arrival time of the next request.

use std::{num::NonZeroU32, time::Duration};

/// At most `max` requests a window in the long run, and `burst` at once. Not a calendar window: it slides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    max: NonZeroU32,
    window: RateWindow,
    burst: NonZeroU32,
}

/// What a rate is told over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateWindow {
    /// A second.
    Second,
    /// A minute.
    Minute,
    /// An hour.
    Hour,
}

impl RateWindow {
    /// All windows.
    pub const ALL: [Self; 3] = [Self::Second, Self::Minute, Self::Hour];

    /// The word that files and scripts use.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
        }
    }

    /// The window of that word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|window| window.code() == code)
    }

    /// Its length in nanoseconds.
    const fn ns(self) -> u64 {
        const SECOND: u64 = 1_000_000_000;
        match self {
            Self::Second => SECOND,
            Self::Minute => 60 * SECOND,
            Self::Hour => 3_600 * SECOND,
        }
    }
}

impl Rate {
    /// The most requests a window, and the largest burst.
    pub const MAX: u32 = 1_000_000;

    /// A rate; none if `max` or `burst` is more than [`Self::MAX`]. No burst given: a whole window's requests at once.
    pub fn new(max: NonZeroU32, window: RateWindow, burst: Option<NonZeroU32>) -> Option<Self> {
        let burst = burst.unwrap_or(max);
        (max.get() <= Self::MAX && burst.get() <= Self::MAX).then_some(Self { max, window, burst })
    }

    /// Requests a window.
    pub const fn max(self) -> NonZeroU32 {
        self.max
    }

    /// The window.
    pub const fn window(self) -> RateWindow {
        self.window
    }

    /// Requests at once, after a rest.
    pub const fn burst(self) -> NonZeroU32 {
        self.burst
    }

    /// Nanoseconds from one request to the next; rounded up, so that no window sees one too many.
    fn interval_ns(self) -> u64 {
        self.window.ns().div_ceil(self.max.get().into())
    }

    /// Takes one request at `now_ns`, by what the last one left behind (0: there was none); both count nanoseconds
    /// from one fixed instant. The answer is what to keep for the next one.
    ///
    /// # Errors
    /// It is too early by this time; nothing is taken. Never more than a whole burst's time, also where the clock
    /// was set back.
    pub fn take(self, tat_ns: u64, now_ns: u64) -> Result<u64, Duration> {
        let interval = self.interval_ns();
        let whole = interval.saturating_mul(self.burst.get().into());
        let ahead = tat_ns.saturating_sub(now_ns).min(whole);
        let tolerance = whole - interval;
        match ahead.checked_sub(tolerance) {
            Some(early) if early > 0 => Err(Duration::from_nanos(early)),
            _ => Ok(now_ns.saturating_add(ahead).saturating_add(interval)),
        }
    }

    /// Requests that could be taken at once at `now_ns`.
    pub fn left(self, tat_ns: u64, now_ns: u64) -> u32 {
        let interval = self.interval_ns();
        let whole = interval.saturating_mul(self.burst.get().into());
        let free = whole - tat_ns.saturating_sub(now_ns).min(whole);
        u32::try_from(free / interval).unwrap_or(self.burst.get())
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    const SECOND: u64 = 1_000_000_000;

    fn rate(max: u32, window: RateWindow, burst: u32) -> Rate {
        Rate::new(NonZeroU32::new(max).unwrap(), window, NonZeroU32::new(burst)).unwrap()
    }

    #[test]
    fn a_burst_passes_at_once_and_the_next_waits_its_turn() {
        let rate = rate(10, RateWindow::Second, 3);
        let mut tat = 0;
        for left in (0..3).rev() {
            tat = rate.take(tat, SECOND).unwrap();
            assert_eq!(rate.left(tat, SECOND), left);
        }
        assert_eq!(rate.take(tat, SECOND), Err(Duration::from_millis(100)));
        assert_eq!(rate.take(tat, SECOND + 99_999_999), Err(Duration::from_nanos(1)));
        assert!(rate.take(tat, SECOND + 100_000_000).is_ok());
    }

    #[test]
    fn without_a_burst_of_its_own_a_whole_windows_requests_pass_at_once() {
        let rate = Rate::new(NonZeroU32::new(5).unwrap(), RateWindow::Hour, None).unwrap();
        assert_eq!(rate.left(0, 0), 5);
    }

    #[test]
    fn a_clock_set_back_locks_nobody_out_for_longer_than_a_burst_takes() {
        let rate = rate(1, RateWindow::Second, 2);
        let tat = rate.take(0, 1_000_000 * SECOND).unwrap();
        assert_eq!(rate.take(tat, 0), Err(Duration::from_secs(1)));
        let far = u64::MAX;
        assert_eq!(rate.take(far, 0), Err(Duration::from_secs(1)));
    }

    #[test]
    fn more_than_a_million_is_no_rate() {
        let too_many = NonZeroU32::new(Rate::MAX + 1).unwrap();
        assert_eq!(Rate::new(too_many, RateWindow::Second, None), None);
        assert_eq!(Rate::new(NonZeroU32::MIN, RateWindow::Second, Some(too_many)), None);
    }

    proptest! {
        /// In no stretch of time pass more than the burst and what the rate allows in it.
        #[test]
        fn no_stretch_of_time_sees_too_many(
            max in 1u32..50,
            burst in 1u32..20,
            steps in vec(0u64..200_000_000, 1..200),
        ) {
            let rate = rate(max, RateWindow::Second, burst);
            let (mut now, mut tat, mut passed) = (SECOND, 0, Vec::new());
            for step in steps {
                now += step;
                if let Ok(next) = rate.take(tat, now) {
                    tat = next;
                    passed.push(now);
                }
            }
            for (first, from) in passed.iter().enumerate() {
                for (last, to) in passed.iter().enumerate().skip(first) {
                    let allowed = u64::from(burst) + (to - from) * u64::from(max) / SECOND;
                    prop_assert!((last - first + 1) as u64 <= allowed);
                }
            }
        }

        /// Who waits as long as told passes, and not a nanosecond sooner; what is left says the same.
        #[test]
        fn the_wait_is_exact(max in 1u32..100_000, burst in 1u32..100, tat in 0u64..100 * SECOND, now in 0u64..100 * SECOND) {
            let rate = rate(max, RateWindow::Minute, burst);
            match rate.take(tat, now) {
                Ok(_) => prop_assert!(rate.left(tat, now) > 0),
                Err(wait) => {
                    prop_assert_eq!(rate.left(tat, now), 0);
                    // Kept as a whole burst ahead where the clock was set back.
                    let whole = rate.interval_ns() * u64::from(burst);
                    let tat = tat.min(now + whole);
                    let wait = u64::try_from(wait.as_nanos()).unwrap();
                    prop_assert!(rate.take(tat, now + wait).is_ok());
                    prop_assert!(rate.take(tat, now + wait - 1).is_err());
                }
            }
        }
    }
}

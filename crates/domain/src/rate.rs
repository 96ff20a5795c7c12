//! How fast a token may be used: a sustained rate and a burst, judged by the generic cell rate algorithm (GCRA).
//!
//! One number is all that is kept of the past: the theoretical arrival time of the next request.

use std::{fmt, num::NonZeroU32, time::Duration};

use crate::{
    field_error::{Field, FieldError, Problem},
    number,
};

/// At most `max` requests a window in the long run, and `burst` at once. Not a calendar window: it slides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    max: NonZeroU32,
    window: RateWindow,
    burst: NonZeroU32,
}

/// What a rate is told over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RateWindow {
    /// A second.
    Second,
    /// A minute.
    #[default]
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

/// A rate as typed.
#[derive(Clone, Debug, Default)]
pub struct RateForm {
    /// A number; blank or 0: no rate.
    pub max: String,
    /// What the number is told over.
    pub window: RateWindow,
    /// A number; blank: as many as `max`.
    pub burst: String,
}

impl RateForm {
    /// Reads the rate; none: requests may come as fast as they like.
    ///
    /// # Errors
    /// All that is wrong with either number. A burst alone has no rate to be one of.
    pub fn read(&self) -> Result<Option<Rate>, Vec<FieldError>> {
        let max = number::whole(&self.max, Rate::MAX.into());
        let burst = self.read_burst();
        let is_missing = matches!(max, Ok(0)) && !self.burst.trim().is_empty();
        let missing = is_missing.then_some(Problem::Required);
        let errors = [
            (Field::Rate, max.as_ref().err().cloned().or(missing)),
            (Field::Burst, burst.as_ref().err().cloned()),
        ];
        let errors: Vec<_> = errors
            .into_iter()
            .filter_map(|(field, problem)| problem.map(|problem| FieldError::new(field, problem)))
            .collect();
        if !errors.is_empty() {
            return Err(errors);
        }
        let max = max.ok().and_then(|max| u32::try_from(max).ok()).and_then(NonZeroU32::new);
        Ok(max.and_then(|max| Rate::new(max, self.window, burst.ok().flatten())))
    }

    fn read_burst(&self) -> Result<Option<NonZeroU32>, Problem> {
        if self.burst.trim().is_empty() {
            return Ok(None);
        }
        let number = number::whole(&self.burst, Rate::MAX.into()).ok();
        let burst = number.and_then(|number| u32::try_from(number).ok()).and_then(NonZeroU32::new);
        burst.map(Some).ok_or(Problem::OutOfRange { min: 1, max: Rate::MAX.into() })
    }
}

/// The form that an edit starts from: a burst as large as the rate goes without saying.
impl From<Rate> for RateForm {
    fn from(rate: Rate) -> Self {
        Self {
            max: rate.max.to_string(),
            window: rate.window,
            burst: rate.own_burst().map(|burst| burst.to_string()).unwrap_or_default(),
        }
    }
}

/// `100/minute`, `100/minute burst 20`
impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.max, self.window.code())?;
        self.own_burst().map_or(Ok(()), |burst| write!(f, " burst {burst}"))
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

    /// The burst, if it is another number than that of the window.
    pub fn own_burst(self) -> Option<NonZeroU32> {
        (self.burst != self.max).then_some(self.burst)
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

    /// What to keep when one request that was taken is given back.
    #[must_use]
    pub fn give_back(self, tat_ns: u64) -> u64 {
        tat_ns.saturating_sub(self.interval_ns())
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
mod tests;

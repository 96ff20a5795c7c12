//! The expiration date: from what was chosen to the exact moment.
//!
//! Half-open: at its expiry instant a token is already dead. A chosen day therefore ends where the next day
//! begins in the admin's time zone, and "in 30 days" ends with the day that lies 30 days ahead.

use chrono::{DateTime, Datelike, Days, LocalResult, NaiveDate, NaiveDateTime, TimeZone, Utc};

use crate::{calendar::first_instant, field_error::Problem};

/// The expiration as chosen, before it is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ExpiryChoice {
    /// Indefinite.
    #[default]
    Never,
    /// The end of the day that lies this many days ahead.
    InDays(u32),
    /// The end of a day, `2027-01-31`.
    Day(String),
    /// A date and time, `2027-01-31T18:00`: in the admin's time zone unless it names an offset (`+09:00`, `Z`).
    Moment(String),
    /// Exactly then.
    At(DateTime<Utc>),
    /// As it is. For an edit; on issue the same as never.
    Unchanged,
}

impl ExpiryChoice {
    /// The most days ahead.
    pub const MAX_DAYS: u32 = 36_500;
    /// The last year a date may name.
    pub const MAX_YEAR: i32 = 9999;

    /// The moment that was chosen; none: never. A moment that is past at `now` is refused.
    pub fn read<Tz: TimeZone>(
        &self,
        current: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
        zone: &Tz,
    ) -> Result<Option<DateTime<Utc>>, Problem> {
        let at = match self {
            Self::Never => return Ok(None),
            Self::Unchanged => return Ok(current),
            Self::InDays(days) => {
                if !(1..=Self::MAX_DAYS).contains(days) {
                    return Err(Problem::OutOfRange { min: 1, max: Self::MAX_DAYS.into() });
                }
                let today = now.with_timezone(zone).date_naive();
                end_of_day(today.checked_add_days(Days::new(u64::from(*days))).ok_or(Problem::TooFar)?, zone)?
            }
            Self::Day(raw) => end_of_day(parse_day(raw)?, zone)?,
            Self::Moment(raw) => parse_moment(raw, zone)?,
            Self::At(at) if at.year() > Self::MAX_YEAR => return Err(Problem::TooFar),
            Self::At(at) => *at,
        };
        if at <= now { Err(Problem::Past { at }) } else { Ok(Some(at)) }
    }
}

pub(crate) fn parse_day(raw: &str) -> Result<NaiveDate, Problem> {
    let text = raw.trim();
    if text.is_empty() {
        return Err(Problem::Required);
    }
    // chrono also takes `2027-1-31` and `+2027-01-31`; one spelling is enough.
    let year = text.split('-').next().unwrap_or_default();
    if year.len() > 4 && year.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Problem::TooFar);
    }
    if text.len() != "2027-01-31".len() || !text.is_ascii() {
        return Err(Problem::NotADate);
    }
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| Problem::NotADate)?;
    if day.year() < 1 { Err(Problem::NotADate) } else { Ok(day) }
}

/// Reads a date and time, `2027-01-31T18:00`: in `zone` unless it names an offset (`+09:00`, `Z`).
pub fn parse_moment<Tz: TimeZone>(raw: &str, zone: &Tz) -> Result<DateTime<Utc>, Problem> {
    let text = raw.trim();
    let Some((day, time)) = text.split_once(['T', ' ']) else {
        return Err(if text.is_empty() { Problem::Required } else { Problem::NotADate });
    };
    let day = parse_day(day)?;
    if let Some(at) = ["%H:%M%#z", "%H:%M:%S%#z"].iter().find_map(|format| {
        let stamp = format!("{day}T{time}");
        DateTime::parse_from_str(&stamp, &format!("%Y-%m-%dT{format}")).ok()
    }) {
        return Ok(at.to_utc());
    }
    let local = ["%H:%M", "%H:%M:%S"]
        .iter()
        .find_map(|format| {
            NaiveDateTime::parse_from_str(&format!("{day}T{time}"), &format!("%Y-%m-%dT{format}")).ok()
        })
        .ok_or(Problem::NotADate)?;
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) => Ok(at.to_utc()),
        // The clock shows this time twice: the earlier one, so that a key never lives longer than meant.
        LocalResult::Ambiguous(first, second) => Ok(first.to_utc().min(second.to_utc())),
        LocalResult::None => Err(Problem::NotInTimeZone),
    }
}

/// The first instant of the day after `day`. Where the clock skips midnight, the first that exists.
pub(crate) fn end_of_day<Tz: TimeZone>(day: NaiveDate, zone: &Tz) -> Result<DateTime<Utc>, Problem> {
    if day.year() > ExpiryChoice::MAX_YEAR {
        return Err(Problem::TooFar);
    }
    let midnight = day.succ_opt().and_then(|next| next.and_hms_opt(0, 0, 0)).ok_or(Problem::TooFar)?;
    first_instant(midnight, zone).ok_or(Problem::NotInTimeZone)
}

#[cfg(test)]
mod tests {
    use chrono::FixedOffset;
    use chrono_tz::{America::New_York, America::Sao_Paulo, Asia::Seoul, Pacific::Apia};
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    fn now() -> DateTime<Utc> {
        at("2026-06-15T03:00:00Z")
    }

    fn day(raw: &str) -> ExpiryChoice {
        ExpiryChoice::Day(raw.to_owned())
    }

    fn moment(raw: &str) -> ExpiryChoice {
        ExpiryChoice::Moment(raw.to_owned())
    }

    #[test]
    fn a_chosen_day_ends_where_the_next_begins_in_the_admins_zone() {
        assert_eq!(day("2027-01-31").read(None, now(), &Seoul), Ok(Some(at("2027-01-31T15:00:00Z"))));
        assert_eq!(day("2027-01-31").read(None, now(), &New_York), Ok(Some(at("2027-02-01T05:00:00Z"))));
    }

    #[test]
    fn today_is_still_ahead_and_yesterday_is_past() {
        assert_eq!(day("2026-06-15").read(None, now(), &Seoul), Ok(Some(at("2026-06-15T15:00:00Z"))));
        assert_eq!(
            day("2026-06-14").read(None, now(), &Seoul),
            Err(Problem::Past { at: at("2026-06-14T15:00:00Z") })
        );
    }

    #[test]
    fn thirty_days_end_with_the_thirtieth_day_ahead() {
        assert_eq!(ExpiryChoice::InDays(30).read(None, now(), &Seoul), Ok(Some(at("2026-07-15T15:00:00Z"))));
        for days in [0, 36_501, u32::MAX] {
            let refused = Err(Problem::OutOfRange { min: 1, max: 36_500 });
            assert_eq!(ExpiryChoice::InDays(days).read(None, now(), &Seoul), refused);
        }
    }

    #[test]
    fn a_moment_is_local_unless_it_names_its_offset() {
        for (raw, instant) in [
            ("2027-01-31T18:00", "2027-01-31T09:00:00Z"),
            ("2027-01-31 18:00:30", "2027-01-31T09:00:30Z"),
            ("2027-01-31T18:00+01:00", "2027-01-31T17:00:00Z"),
            ("2027-01-31T18:00:30Z", "2027-01-31T18:00:30Z"),
        ] {
            assert_eq!(moment(raw).read(None, now(), &Seoul), Ok(Some(at(instant))), "{raw}");
        }
    }

    #[test]
    fn a_time_that_the_clock_skips_is_refused_and_one_shown_twice_is_the_earlier() {
        let skipped = moment("2027-03-14T02:30").read(None, now(), &New_York);
        assert_eq!(skipped, Err(Problem::NotInTimeZone));
        let twice = moment("2027-11-07T01:30").read(None, now(), &New_York);
        assert_eq!(twice, Ok(Some(at("2027-11-07T05:30:00Z"))));
    }

    #[test]
    fn a_day_whose_end_the_clock_skips_ends_at_the_first_instant_after_it() {
        // São Paulo went from 2018-11-03 24:00 straight to 01:00; Samoa left out the whole of 2011-12-30.
        let then = at("2011-01-01T00:00:00Z");
        assert_eq!(day("2018-11-03").read(None, then, &Sao_Paulo), Ok(Some(at("2018-11-04T03:00:00Z"))));
        assert_eq!(day("2011-12-29").read(None, then, &Apia), Ok(Some(at("2011-12-30T10:00:00Z"))));
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for raw in
            ["2027-02-29", "2027-13-01", "2027-1-31", "31.01.2027", "tomorrow", "２０27-01-31", "-001-01-01"]
        {
            assert_eq!(day(raw).read(None, now(), &Utc), Err(Problem::NotADate), "{raw}");
        }
        for raw in
            ["2027-01-31", "2027-01-31T", "2027-01-31T25:00", "2027-01-31T18:00+99:99", "2027-01-31T6pm"]
        {
            assert_eq!(moment(raw).read(None, now(), &Utc), Err(Problem::NotADate), "{raw}");
        }
        assert_eq!(day("").read(None, now(), &Utc), Err(Problem::Required));
        assert_eq!(day("12027-01-31").read(None, now(), &Utc), Err(Problem::TooFar));
    }

    #[test]
    fn an_exact_moment_lies_ahead_and_within_the_calendar() {
        let soon = now() + chrono::TimeDelta::milliseconds(1);
        assert_eq!(ExpiryChoice::At(soon).read(None, now(), &Seoul), Ok(Some(soon)));
        assert_eq!(
            ExpiryChoice::At(now()).read(None, now(), &Seoul),
            Err(Problem::Past { at: now() }),
            "half-open: at its expiry instant a token is already dead"
        );
        let far = DateTime::<Utc>::MAX_UTC;
        assert_eq!(ExpiryChoice::At(far).read(None, now(), &Seoul), Err(Problem::TooFar));
    }

    #[test]
    fn an_unchanged_expiry_may_be_past() {
        let past = Some(now() - chrono::TimeDelta::days(1));
        assert_eq!(ExpiryChoice::Unchanged.read(past, now(), &Utc), Ok(past));
    }

    proptest! {
        /// Whatever is typed, an accepted expiry lies in the future.
        #[test]
        fn an_accepted_expiry_lies_ahead(raw in "[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(Z|\\+09:00)?)?", hours in -12i32..=14) {
            let zone = FixedOffset::east_opt(hours * 3600).unwrap();
            for choice in [day(&raw), moment(&raw)] {
                if let Ok(Some(at)) = choice.read(None, now(), &zone) {
                    prop_assert!(at > now());
                }
            }
        }

        /// Reading never panics, whatever is typed.
        #[test]
        fn any_text_is_read_or_refused(raw in ".{0,40}") {
            let _ = day(&raw).read(None, now(), &New_York);
            let _ = moment(&raw).read(None, now(), &New_York);
        }
    }
}

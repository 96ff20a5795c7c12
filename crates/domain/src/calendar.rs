//! Calendar windows: from a moment to the minute, hour, day or month that it lies in.
//!
//! The windows of one kind and zone lie side by side: each moment is in exactly one, and a later moment never in an
//! earlier one, whatever the clock does in spring and autumn.

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone, Utc};

use crate::limit::LimitWindow;

/// Where the window that `now` lies in begins, and where it ends; none: never.
///
/// Minutes and hours are as long as they are called, and begin where the zone's clock shows a full one; where the zone
/// moves by a part of one, a window is cut there. A day lasts from its first midnight to the next day's.
pub fn window_at<Tz: TimeZone>(
    window: LimitWindow,
    now: DateTime<Utc>,
    zone: &Tz,
) -> (DateTime<Utc>, Option<DateTime<Utc>>) {
    match window {
        LimitWindow::Total => (DateTime::<Utc>::MIN_UTC, None),
        LimitWindow::Minute => aligned(Duration::minutes(1), now, zone),
        LimitWindow::Hour => aligned(Duration::hours(1), now, zone),
        LimitWindow::Day => dated(now, zone, Some, |day| day.succ_opt()),
        LimitWindow::Month => {
            dated(now, zone, |day| day.with_day(1), |day| day.checked_add_months(chrono::Months::new(1)))
        }
    }
}

/// The first instant at which the clock of `zone` shows `local` or, where it skips that, more.
pub(crate) fn first_instant<Tz: TimeZone>(local: NaiveDateTime, zone: &Tz) -> Option<DateTime<Utc>> {
    /// No clock is further from UTC.
    const FURTHEST: Duration = Duration::hours(26);
    if let Some(at) = zone.from_local_datetime(&local).earliest() {
        return Some(at.to_utc());
    }
    let mut before = local.checked_sub_signed(FURTHEST)?.and_utc();
    let mut after = local.checked_add_signed(FURTHEST)?.and_utc();
    while after - before > Duration::seconds(1) {
        let middle = before + (after - before) / 2;
        let middle = DateTime::from_timestamp(middle.timestamp(), 0)?;
        if shown(middle, zone) < local { before = middle } else { after = middle }
    }
    Some(after)
}

fn shown<Tz: TimeZone>(at: DateTime<Utc>, zone: &Tz) -> NaiveDateTime {
    at.naive_utc() + zone.offset_from_utc_datetime(&at.naive_utc()).fix()
}

fn offset_s<Tz: TimeZone>(at: DateTime<Utc>, zone: &Tz) -> i64 {
    zone.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc().into()
}

fn aligned<Tz: TimeZone>(
    length: Duration,
    now: DateTime<Utc>,
    zone: &Tz,
) -> (DateTime<Utc>, Option<DateTime<Utc>>) {
    let length_s = length.num_seconds();
    let offset = offset_s(now, zone);
    let moved = |at: DateTime<Utc>| (offset_s(at, zone) - offset) % length_s != 0;
    let into = (now.timestamp() + offset).rem_euclid(length_s);
    let start_s = now.timestamp() - into;
    let at = |s| DateTime::from_timestamp(s, 0);
    let (Some(mut start), Some(mut end)) = (at(start_s), at(start_s + length_s)) else { return (now, None) };
    if moved(start) {
        start = change_between(start, now, |at| !moved(at));
    }
    if moved(end - Duration::seconds(1)) {
        end = change_between(now, end, moved);
    }
    (start, Some(end))
}

/// The first full second after `before`, up to `after`, of which `holds` is true.
fn change_between(
    before: DateTime<Utc>,
    after: DateTime<Utc>,
    holds: impl Fn(DateTime<Utc>) -> bool,
) -> DateTime<Utc> {
    let (mut before, mut after) = (before.timestamp(), after.timestamp());
    while after - before > 1 {
        let middle = before.midpoint(after);
        match DateTime::from_timestamp(middle, 0) {
            Some(at) if !holds(at) => before = middle,
            _ => after = middle,
        }
    }
    DateTime::from_timestamp(after, 0).unwrap_or_default()
}

/// Windows that begin with the first instant of a date.
fn dated<Tz: TimeZone>(
    now: DateTime<Utc>,
    zone: &Tz,
    first: impl Fn(NaiveDate) -> Option<NaiveDate>,
    next: impl Fn(NaiveDate) -> Option<NaiveDate>,
) -> (DateTime<Utc>, Option<DateTime<Utc>>) {
    let begins = |date: NaiveDate| first_instant(date.and_time(NaiveTime::MIN), zone);
    let today = shown(now, zone).date();
    let mut date = first(today).unwrap_or(today);
    loop {
        let end = next(date).and_then(|following| Some((following, begins(following)?)));
        match end {
            // The clock was set back past midnight: the next day has begun already.
            Some((following, end)) if end <= now => date = following,
            end => return (begins(date).unwrap_or(now), end.map(|(_, end)| end)),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::FixedOffset;
    use chrono_tz::{Africa, America, Asia, Australia, Europe, Pacific, Tz};
    use proptest::{prelude::*, sample::select};

    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn window<Z: TimeZone>(window: LimitWindow, now: &str, zone: &Z) -> (String, String) {
        let (start, end) = window_at(window, utc(now), zone);
        let text = |at: DateTime<Utc>| at.format("%FT%TZ").to_string();
        (text(start), end.map(text).unwrap_or_default())
    }

    fn pair(start: &str, end: &str) -> (String, String) {
        (start.to_owned(), end.to_owned())
    }

    #[test]
    fn a_windows_first_instant_is_in_it_and_its_end_is_in_the_next() {
        let seoul = Asia::Seoul;
        let day = pair("2027-03-01T15:00:00Z", "2027-03-02T15:00:00Z");
        assert_eq!(window(LimitWindow::Day, "2027-03-01T15:00:00Z", &seoul), day);
        assert_eq!(window(LimitWindow::Day, "2027-03-02T14:59:59.999Z", &seoul), day);
        assert_eq!(window(LimitWindow::Day, "2027-03-02T15:00:00Z", &seoul).0, day.1);
        let hour = pair("2027-03-01T15:00:00Z", "2027-03-01T16:00:00Z");
        assert_eq!(window(LimitWindow::Hour, "2027-03-01T15:30:00Z", &seoul), hour);
        let half_hour_zone = pair("2027-03-01T15:30:00Z", "2027-03-01T16:30:00Z");
        assert_eq!(window(LimitWindow::Hour, "2027-03-01T15:30:00Z", &Asia::Kolkata), half_hour_zone);
        let minute = pair("2027-03-01T15:30:00Z", "2027-03-01T15:31:00Z");
        assert_eq!(window(LimitWindow::Minute, "2027-03-01T15:30:59.9Z", &Asia::Kolkata), minute);
        let month = pair("2027-02-28T15:00:00Z", "2027-03-31T15:00:00Z");
        assert_eq!(window(LimitWindow::Month, "2027-03-31T14:00:00Z", &seoul), month);
        let west = FixedOffset::west_opt(5 * 3600).unwrap();
        let year_end = pair("2026-12-01T05:00:00Z", "2027-01-01T05:00:00Z");
        assert_eq!(window(LimitWindow::Month, "2027-01-01T04:59:59Z", &west), year_end);
    }

    #[test]
    fn the_whole_life_has_no_end() {
        let (start, end) = window_at(LimitWindow::Total, utc("2027-03-01T15:00:00Z"), &Asia::Seoul);
        assert_eq!((start, end), (DateTime::<Utc>::MIN_UTC, None));
    }

    #[test]
    fn a_day_is_as_long_as_the_clock_makes_it_and_an_hour_is_an_hour() {
        let berlin = Europe::Berlin;
        let short = pair("2027-03-27T23:00:00Z", "2027-03-28T22:00:00Z");
        assert_eq!(window(LimitWindow::Day, "2027-03-28T12:00:00Z", &berlin), short);
        let long = pair("2027-10-30T22:00:00Z", "2027-10-31T23:00:00Z");
        assert_eq!(window(LimitWindow::Day, "2027-10-31T12:00:00Z", &berlin), long);
        // 02:30 comes twice: two hours, not one of twice the length.
        let first = pair("2027-10-31T00:00:00Z", "2027-10-31T01:00:00Z");
        assert_eq!(window(LimitWindow::Hour, "2027-10-31T00:30:00Z", &berlin), first);
        let second = pair("2027-10-31T01:00:00Z", "2027-10-31T02:00:00Z");
        assert_eq!(window(LimitWindow::Hour, "2027-10-31T01:30:00Z", &berlin), second);
    }

    #[test]
    fn a_day_whose_midnight_the_clock_skips_begins_when_the_clock_goes_on() {
        let cairo = pair("2027-04-29T22:00:00Z", "2027-04-30T21:00:00Z");
        assert_eq!(window(LimitWindow::Day, "2027-04-30T12:00:00Z", &Africa::Cairo), cairo);
        // The 30th was left out altogether.
        let apia = pair("2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z");
        assert_eq!(window(LimitWindow::Day, "2011-12-30T12:00:00Z", &Pacific::Apia), apia);
        assert_eq!(window(LimitWindow::Day, "2011-12-30T09:00:00Z", &Pacific::Apia).1, apia.0);
    }

    #[test]
    fn a_clock_set_back_past_midnight_does_not_give_a_day_twice() {
        // At 00:01 on 7 November 2010 the clock went back to 23:01 of the day before.
        let st_johns = America::St_Johns;
        let day = pair("2010-11-07T02:30:00Z", "2010-11-08T03:30:00Z");
        for now in ["2010-11-07T02:30:30Z", "2010-11-07T02:45:00Z", "2010-11-07T04:00:00Z"] {
            assert_eq!(window(LimitWindow::Day, now, &st_johns), day, "{now}");
        }
    }

    #[test]
    fn an_hour_is_cut_where_the_clock_moves_by_half_of_one() {
        let lord_howe = Australia::Lord_Howe;
        let cut = pair("2027-04-03T15:00:00Z", "2027-04-03T15:30:00Z");
        assert_eq!(window(LimitWindow::Hour, "2027-04-03T14:50:00Z", &lord_howe).1, cut.0);
        assert_eq!(window(LimitWindow::Hour, "2027-04-03T15:20:00Z", &lord_howe), cut);
    }

    proptest! {
        /// Each moment is in its window, the windows lie side by side, and the same one is found from anywhere in it.
        #[test]
        fn windows_lie_side_by_side(
            zone in select(chrono_tz::TZ_VARIANTS.to_vec()),
            kind in select(vec![LimitWindow::Minute, LimitWindow::Hour, LimitWindow::Day, LimitWindow::Month]),
            now_s in 0i64..4_000_000_000,
            near_change in any::<bool>(),
            into in 0i32..1_000,
        ) {
            let now_s = if near_change { near_a_change(now_s, zone) } else { now_s };
            let now = DateTime::from_timestamp(now_s, 500).unwrap();
            let (start, end) = window_at(kind, now, &zone);
            let end = end.unwrap();
            prop_assert!(start <= now && now < end, "{start} {now} {end}");
            let inside = start + (end - start) / 1_000 * into;
            prop_assert_eq!(window_at(kind, inside, &zone), (start, Some(end)));
            prop_assert_eq!(window_at(kind, end, &zone).0, end);
            prop_assert_eq!(window_at(kind, start - Duration::nanoseconds(1), &zone).1, Some(start));
        }
    }

    /// A moment within half a day of the next change of the zone's clock after `now_s`, if one comes within a year.
    fn near_a_change(now_s: i64, zone: Tz) -> i64 {
        const DAY: i64 = 86_400;
        let offset = |s: i64| offset_s(DateTime::from_timestamp(s, 0).unwrap(), &zone);
        let day = (0..365).map(|day| now_s + day * DAY).find(|at| offset(*at) != offset(at + DAY));
        let Some(mut before) = day else { return now_s };
        let mut after = before + DAY;
        while after - before > 1 {
            let middle = before.midpoint(after);
            if offset(middle) == offset(before) { before = middle } else { after = middle }
        }
        after + now_s % DAY - DAY / 2
    }
}

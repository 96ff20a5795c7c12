//! An expiration date as typed, in a zone of any offset.
#![no_main]

use chrono::{DateTime, FixedOffset, SecondsFormat, TimeDelta};
use libfuzzer_sys::fuzz_target;
use tokendesk_domain::{expiry::ExpiryChoice, field_error::Problem};

fuzz_target!(|input: (i8, &str)| {
    let (quarters, raw) = input;
    let Some(zone) = FixedOffset::east_opt(i32::from(quarters % 57) * 15 * 60) else { return };
    let now = DateTime::from_timestamp(1_800_000_000, 0).expect("a moment");
    let day = ExpiryChoice::Day(raw.to_owned());
    let moment = ExpiryChoice::Moment(raw.to_owned());
    for choice in [&day, &moment] {
        match choice.read(None, now, &zone) {
            Ok(at) => {
                let at = at.expect("a typed date is never `never`");
                assert!(at > now, "an accepted expiry lies ahead");
                // Seconds are the finest that is read, and this text names them with an offset.
                let text = at.to_rfc3339_opts(SecondsFormat::Secs, true);
                if text.len() == "2027-01-31T18:00:00Z".len() {
                    let again = ExpiryChoice::Moment(text.clone()).read(None, now, &zone);
                    assert_eq!(again, Ok(Some(at)), "{text} is read as it is written");
                }
                if let Ok(Some(end)) = day.read(None, now, &zone) {
                    let midnight = end.with_timezone(&zone).time();
                    assert_eq!(midnight, chrono::NaiveTime::MIN, "a day ends where the next begins");
                }
            }
            Err(Problem::Past { at }) => assert!(at <= now),
            Err(_) => {}
        }
    }
    let days = ExpiryChoice::InDays(raw.len() as u32);
    if let Ok(Some(at)) = days.read(None, now, &zone) {
        let ahead = at - now;
        assert!(ahead > TimeDelta::days(raw.len() as i64) && ahead <= TimeDelta::days(raw.len() as i64 + 1));
    }
});

//! Exactly the limit passes, never one more, never one less.

use std::num::NonZeroU64;

use tokendesk_domain::limit::RequestLimit;

use super::*;

#[test]
fn a_hundred_at_once_get_exactly_the_limit() {
    for limit in [1, 7, 1_000] {
        let place = Place::new();
        let (id, key) = place.limited(1, limit, LimitWindow::Total);
        let verifier = place.verifier();
        let allowed: usize = thread::scope(|scope| {
            let threads: Vec<_> =
                (0..100).map(|_| scope.spawn(|| count_allowed(&verifier, &key, 15))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        assert_eq!(allowed as u64, limit);
        assert_eq!(refusal(&verifier, &key), Some(Refusal::LimitReached));
        verifier.close();
        assert_eq!(place.used(id), limit);
    }
}

#[test]
fn two_verifiers_together_grant_exactly_the_limit() {
    let place = Place::new();
    let (_, key) = place.limited(1, 500, LimitWindow::Total);
    let verifiers = [place.verifier_at("one"), place.verifier_at("two")];
    let allowed: usize = thread::scope(|scope| {
        let threads: Vec<_> =
            verifiers.iter().map(|verifier| scope.spawn(|| count_allowed(verifier, &key, 600))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    let [one, two] = verifiers;
    one.close();
    let rest = || count_allowed(&two, &key, 1);
    let mut total = allowed;
    // What the one gave back is found by the other one within a second or so.
    let begun = Instant::now();
    while total < 500 && begun.elapsed() < Duration::from_secs(20) {
        total += rest();
    }
    assert_eq!(total + count_allowed(&two, &key, 50), 500);
}

#[test]
fn what_was_not_used_is_given_back_at_the_end() {
    let place = Place::new();
    let (id, key) = place.limited(1, 100, LimitWindow::Total);
    for run in 1..=5 {
        let verifier = place.verifier();
        assert_eq!(count_allowed(&verifier, &key, 10), 10);
        verifier.close();
        assert_eq!(place.used(id), run * 10);
    }
    let verifier = place.verifier();
    assert_eq!(count_allowed(&verifier, &key, 100), 50);
}

#[test]
fn the_same_request_is_charged_once() {
    let place = Place::new();
    let (_, key) = place.limited(1, 3, LimitWindow::Total);
    let verifier = place.verifier();
    let charge = |id| ask(&verifier, &key, Charge::Once { request_id: Some(id) });
    for _ in 0..4 {
        let verdict = charge("a");
        assert_eq!((verdict.refusal, verdict.limit.unwrap().remaining), (None, 2));
    }
    assert_eq!(charge("b").limit.unwrap().remaining, 1);
    place.pass(TimeDelta::seconds(61));
    assert_eq!(charge("a").limit.unwrap().remaining, 0);
    assert_eq!(charge("c").refusal, Some(Refusal::LimitReached));
    assert_eq!(charge("a").refusal, None, "it was charged already");
}

#[test]
fn the_same_request_asked_for_by_many_at_once_is_charged_once() {
    let place = Place::new();
    let (id, key) = place.limited(1, 1_000, LimitWindow::Total);
    let verifier = place.verifier();
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for number in 0..50 {
                    let number = number.to_string();
                    let verdict = ask(&verifier, &key, Charge::Once { request_id: Some(&number) });
                    assert_eq!(verdict.refusal, None);
                }
            });
        }
    });
    verifier.close();
    assert_eq!(place.used(id), 50);
}

#[test]
fn looking_charges_nothing() {
    let place = Place::new();
    let (id, key) = place.limited(1, 2, LimitWindow::Total);
    let verifier = place.verifier();
    for _ in 0..5 {
        assert!(ask(&verifier, &key, Charge::Nothing).is_allowed());
    }
    assert_eq!(count_allowed(&verifier, &key, 5), 2);
    assert_eq!(ask(&verifier, &key, Charge::Nothing).refusal, Some(Refusal::LimitReached));
    verifier.close();
    assert_eq!(place.used(id), 2);
}

#[test]
fn looking_tells_how_far_the_limit_is_used_though_nothing_is_leased() {
    let place = Place::new();
    let (_, key) = place.limited(1, 5, LimitWindow::Day);
    for (before, remaining) in [(3, 5), (2, 2), (0, 0)] {
        let verifier = place.verifier();
        let verdict = ask(&verifier, &key, Charge::Nothing);
        assert_eq!(verdict.limit.unwrap().remaining, remaining);
        assert_eq!(verdict.is_allowed(), remaining > 0);
        assert_eq!(verdict.retry_after.is_some(), remaining == 0, "at the end of the day");
        assert_eq!(verifier.figures().slots, 0, "a look takes no room");
        assert_eq!(count_allowed(&verifier, &key, before), before);
        verifier.close();
    }
}

#[test]
fn a_number_that_comes_again_and_again_is_not_free_for_ever() {
    let place = Place::new();
    let (_, key) = place.limited(1, 10, LimitWindow::Total);
    let verifier = place.verifier();
    let remaining = || {
        let verdict = ask(&verifier, &key, Charge::Once { request_id: Some("chosen by the client") });
        verdict.limit.unwrap().remaining
    };
    let told: Vec<u64> = (0..19).map(|_| remaining()).collect();
    assert_eq!(told, [[9; 9].as_slice(), &[8; 9], &[7]].concat());
}

#[test]
fn a_token_in_heavy_use_leases_more_at_once() {
    let place = Place::new();
    let (id, key) = place.limited(1, 10_000_000, LimitWindow::Total);
    let verifier = place.verifier();
    assert_eq!(count_allowed(&verifier, &key, 20_000), 20_000);
    let bare = rusqlite::Connection::open(place.path().join("tokendesk.db")).unwrap();
    let leased = || bare.query_one("SELECT leased FROM token_usage", [], |row| row.get::<_, i64>(0)).unwrap();
    until(|| {
        count_allowed(&verifier, &key, 100);
        leased() > 2 * 256
    });
    let allowed = verifier.figures().allowed;
    verifier.close();
    assert_eq!(place.used(id), allowed);
}

#[test]
fn nothing_is_charged_on_a_refusal() {
    let place = Place::new();
    let block = vec!["10.0.0.9".to_owned()];
    let (id, key) = place.issue(1, TermsForm { limit: "2".into(), block, ..TermsForm::default() });
    let verifier = place.verifier();
    for _ in 0..5 {
        assert_eq!(ask_from(&verifier, &key, "10.0.0.9", ONCE).refusal, Some(Refusal::IpBlocked));
    }
    assert_eq!(count_allowed(&verifier, &key, 5), 2);
    verifier.close();
    assert_eq!(place.used(id), 2);
}

#[test]
fn each_window_has_the_whole_limit_and_says_when_it_ends() {
    let place = Place::new();
    let (_, key) = place.limited(1, 4, LimitWindow::Minute);
    let verifier = place.verifier();
    for _ in 0..3 {
        assert_eq!(count_allowed(&verifier, &key, 9), 4);
        let verdict = ask(&verifier, &key, ONCE);
        let limit = verdict.limit.unwrap();
        assert_eq!((limit.remaining, verdict.retry_after), (0, Some(Duration::from_mins(1))));
        assert_eq!(limit.resets_ms.unwrap(), place.now.load(Ordering::SeqCst) + 60_000);
        place.pass(TimeDelta::minutes(1));
    }
}

#[test]
fn a_clock_that_jumps_grants_nothing_twice() {
    let place = Place::new();
    let (_, key) = place.limited(1, 5, LimitWindow::Hour);
    let verifier = place.verifier();
    assert_eq!(count_allowed(&verifier, &key, 3), 3);
    place.pass(TimeDelta::hours(1));
    assert_eq!(count_allowed(&verifier, &key, 2), 2);
    place.pass(TimeDelta::hours(-1));
    assert_eq!(count_allowed(&verifier, &key, 9), 3, "what is left of the later hour");
    verifier.close();
    let verifier = place.verifier();
    assert_eq!(count_allowed(&verifier, &key, 9), 0);
    place.pass(TimeDelta::hours(1));
    assert_eq!(count_allowed(&verifier, &key, 9), 0);
    place.pass(TimeDelta::hours(1));
    assert_eq!(count_allowed(&verifier, &key, 9), 5);
}

#[test]
fn however_far_the_clock_jumps_no_hour_day_or_month_is_granted_more_than_its_limit() {
    const LIMIT: usize = 4;
    let place = Place::new();
    let windows = [LimitWindow::Hour, LimitWindow::Day, LimitWindow::Month];
    let keys = windows.map(|window| (window, place.limited(window as u64, LIMIT as u64, window).1));
    let mut granted: HashMap<_, usize> = HashMap::new();
    let mut verifier = place.verifier();
    let jumps =
        [0, 400, -399, -400, 1, -24, 24, 24 * 31, -24 * 31, 24 * 365 * 9, -24 * 365 * 9, 1, -1, 24 * 40];
    for (number, hours) in jumps.into_iter().enumerate() {
        place.pass(TimeDelta::hours(hours));
        if number % 3 == 2 {
            verifier.close();
            verifier = place.verifier();
        }
        let now = DateTime::from_timestamp_millis(place.now.load(Ordering::SeqCst)).unwrap();
        for (window, key) in &keys {
            let start = Zone::Named(chrono_tz::UTC).window_at(*window, now).0;
            let sum = granted.entry((*window as u8, start)).or_default();
            *sum += count_allowed(&verifier, key, LIMIT - 1);
            assert!(*sum <= LIMIT, "{window:?} from {start}: {sum}");
            let left = ask(&verifier, key, Charge::Nothing).limit.map_or(0, |limit| limit.remaining);
            assert!(left <= LIMIT as u64, "{left}");
        }
    }
    assert!(granted.values().any(|sum| *sum == LIMIT), "it grants at all");
}

#[test]
fn a_limit_that_is_lowered_or_raised_holds_for_what_was_used_already() {
    let place = Place::new();
    let (id, key) = place.limited(1, 1_000, LimitWindow::Total);
    let verifier = place.verifier();
    assert_eq!(count_allowed(&verifier, &key, 40), 40);
    let set = |max| {
        place.edit(id, |terms| Terms {
            limit: Some(RequestLimit { max: NonZeroU64::new(max).unwrap(), window: LimitWindow::Total }),
            ..terms
        });
    };
    set(30);
    until(|| refusal(&verifier, &key) == Some(Refusal::LimitReached));
    let before = verifier.figures().allowed;
    set(before + 10);
    until(|| ask(&verifier, &key, Charge::Nothing).is_allowed());
    assert_eq!(count_allowed(&verifier, &key, 30), 10);
    verifier.close();
    assert_eq!(place.used(id), before + 10);
}

#[test]
fn a_rate_lets_a_burst_through_and_then_its_share() {
    let place = Place::new();
    let (id, key) = place.limited(1, 100, LimitWindow::Total);
    let bare = rusqlite::Connection::open(place.path().join("tokendesk.db")).unwrap();
    bare.execute("UPDATE tokens SET rate_max = 60, rate_window = 'minute', rate_burst = 5", []).unwrap();
    let verifier = place.verifier();
    assert_eq!(count_allowed(&verifier, &key, 20), 5);
    let verdict = ask(&verifier, &key, ONCE);
    assert_eq!(
        (verdict.refusal, verdict.retry_after),
        (Some(Refusal::RateLimited), Some(Duration::from_secs(1)))
    );
    place.pass(TimeDelta::seconds(2));
    assert_eq!(count_allowed(&verifier, &key, 20), 2);
    verifier.close();
    assert_eq!(place.used(id), 7, "what is too fast is not charged");
}

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

fn form(max: &str, burst: &str) -> RateForm {
    RateForm { max: max.into(), window: RateWindow::Minute, burst: burst.into() }
}

#[test]
fn blank_and_zero_are_no_rate() {
    for max in ["", "  ", "0"] {
        assert_eq!(form(max, "").read(), Ok(None), "{max:?}");
    }
}

#[test]
fn a_rate_reads_back_as_the_form_and_the_text_that_it_came_from() {
    for (max, burst, text) in
        [("100", "", "100/minute"), ("1,000", "20", "1000/minute burst 20"), ("5", "5", "5/minute")]
    {
        let rate = form(max, burst).read().unwrap().unwrap();
        assert_eq!(rate.to_string(), text);
        assert_eq!(RateForm::from(rate).read(), Ok(Some(rate)));
    }
}

#[test]
fn what_is_wrong_with_both_numbers_is_said_at_once() {
    let wrong = Problem::OutOfRange { min: 1, max: 1_000_000 };
    for (max, burst, errors) in [
        ("-1", "", vec![(Field::Rate, Problem::Negative)]),
        ("1.5", "0", vec![(Field::Rate, Problem::Fraction), (Field::Burst, wrong.clone())]),
        ("1000001", "", vec![(Field::Rate, Problem::TooLarge { max: 1_000_000 })]),
        ("10", "1000001", vec![(Field::Burst, wrong.clone())]),
        ("10", "many", vec![(Field::Burst, wrong.clone())]),
        ("", "20", vec![(Field::Rate, Problem::Required)]),
        ("0", "-2", vec![(Field::Rate, Problem::Required), (Field::Burst, wrong)]),
    ] {
        let errors = errors.into_iter().map(|(field, problem)| FieldError::new(field, problem)).collect();
        assert_eq!(form(max, burst).read(), Err(errors), "{max:?} {burst:?}");
    }
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

    /// What is given back can be taken again, and no more.
    #[test]
    fn a_request_that_is_given_back_leaves_no_trace(max in 1u32..100_000, burst in 1u32..100, tat in 0u64..100 * SECOND, now in 0u64..100 * SECOND) {
        let rate = rate(max, RateWindow::Minute, burst);
        if let Ok(taken) = rate.take(tat, now) {
            prop_assert_eq!(rate.left(rate.give_back(taken), now), rate.left(tat, now));
        }
    }
}

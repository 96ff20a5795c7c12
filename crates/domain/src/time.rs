//! Lengths of time as people write them.

use chrono::TimeDelta;

use crate::field_error::Problem;

/// `30m`, `24h`, `7d`: whole minutes, hours or days, from one minute to `max_days` days.
pub(crate) fn parse(typed: &str, max_days: i64) -> Result<TimeDelta, Problem> {
    let wrong = || match typed {
        "" => Problem::Required,
        _ => Problem::NotATime { max_days },
    };
    let minutes = match typed.char_indices().next_back().ok_or_else(wrong)? {
        (at, 'm') => Some((at, 1)),
        (at, 'h') => Some((at, 60)),
        (at, 'd') => Some((at, 24 * 60)),
        _ => None,
    };
    let (end, unit) = minutes.ok_or_else(wrong)?;
    let number = &typed[..end];
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(wrong());
    }
    let minutes = number.parse::<i64>().ok().and_then(|number| number.checked_mul(unit));
    minutes
        .filter(|minutes| (1..=max_days * 24 * 60).contains(minutes))
        .map(TimeDelta::minutes)
        .ok_or_else(wrong)
}

//! Whole numbers as typed.

use crate::field_error::Problem;

/// A whole number up to `max`; blank is 0. Commas may group thousands: `10,000`.
pub(crate) fn whole(raw: &str, max: u64) -> Result<u64, Problem> {
    let text = raw.trim();
    if text.is_empty() {
        return Ok(0);
    }
    let digits = ungroup(text).ok_or_else(|| why_no_number(text))?;
    let too_large = Problem::TooLarge { max: max.cast_signed() };
    // Any longer number overflows; leading zeros do not count.
    let number: u64 = digits
        .trim_start_matches('0')
        .parse()
        .or_else(|_| if digits.bytes().all(|b| b == b'0') { Ok(0) } else { Err(too_large.clone()) })?;
    if number > max { Err(too_large) } else { Ok(number) }
}

/// The digits of a whole number; commas are allowed between groups of three.
pub(crate) fn ungroup(text: &str) -> Option<String> {
    let mut groups = text.split(',');
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let digits = |group: &&str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit());
    let grouped = rest.is_empty() || (first.len() <= 3 && rest.iter().all(|group| group.len() == 3));
    (grouped && digits(&first) && rest.iter().all(digits)).then(|| text.replace(',', ""))
}

fn why_no_number(text: &str) -> Problem {
    let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
    let numeric = text.bytes().all(|b| b.is_ascii_digit() || b"+-.".contains(&b));
    match number {
        Some(number) if numeric && number.is_sign_negative() => Problem::Negative,
        Some(number) if numeric && number.fract() != 0.0 => Problem::Fraction,
        _ => Problem::NotAWholeNumber,
    }
}

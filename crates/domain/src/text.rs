//! Short texts: the length is counted in Unicode scalar values, control characters are refused.

use std::borrow::Cow;

use crate::field_error::Problem;

/// `raw` without surrounding white space, if it is at most `max` characters and has no control character.
pub(crate) fn line(raw: &str, max: usize) -> Result<String, Problem> {
    text(raw, max, char::is_control)
}

/// As [`line`], but line breaks are welcome; they are kept as `\n`.
pub(crate) fn lines(raw: &str, max: usize) -> Result<String, Problem> {
    let raw = if raw.contains('\r') { Cow::Owned(raw.replace("\r\n", "\n")) } else { Cow::Borrowed(raw) };
    text(&raw, max, |c| c.is_control() && c != '\n')
}

/// As [`line`], but something must be given.
pub(crate) fn required_line(raw: &str, max: usize) -> Result<String, Problem> {
    match line(raw, max)? {
        text if text.is_empty() => Err(Problem::Required),
        text => Ok(text),
    }
}

fn text(raw: &str, max: usize, is_refused: impl Fn(char) -> bool) -> Result<String, Problem> {
    let text = raw.trim();
    bounded(text, max)?;
    // Printable ASCII, as nearly all of it is, has nothing that is refused, and is looked through in a fraction of the time.
    let is_plain = text.bytes().all(|b| matches!(b, b' '..=b'~'));
    if !is_plain && text.chars().any(is_refused) {
        Err(Problem::ControlCharacter)
    } else {
        Ok(text.to_owned())
    }
}

fn bounded(text: &str, max: usize) -> Result<(), Problem> {
    // No character takes less than a byte: nearly all texts need not be counted.
    if text.len() <= max {
        return Ok(());
    }
    match text.chars().count() {
        length if length > max => Err(Problem::TooLong { length, max }),
        _ => Ok(()),
    }
}

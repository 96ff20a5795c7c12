//! Short texts: the length is counted in Unicode scalar values, control characters are refused.

use crate::field_error::Problem;

/// `raw` without surrounding white space, if it is at most `max` characters and has no control character.
pub(crate) fn line(raw: &str, max: usize) -> Result<String, Problem> {
    let text = raw.trim();
    bounded(text, max)?;
    if text.chars().any(char::is_control) {
        return Err(Problem::ControlCharacter);
    }
    Ok(text.to_owned())
}

/// As [`line`], but line breaks are welcome; they are kept as `\n`.
pub(crate) fn lines(raw: &str, max: usize) -> Result<String, Problem> {
    let text = raw.replace("\r\n", "\n").trim().to_owned();
    bounded(&text, max)?;
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return Err(Problem::ControlCharacter);
    }
    Ok(text)
}

/// As [`line`], but something must be given.
pub(crate) fn required_line(raw: &str, max: usize) -> Result<String, Problem> {
    match line(raw, max)? {
        text if text.is_empty() => Err(Problem::Required),
        text => Ok(text),
    }
}

fn bounded(text: &str, max: usize) -> Result<(), Problem> {
    match text.chars().count() {
        length if length > max => Err(Problem::TooLong { length, max }),
        _ => Ok(()),
    }
}

//! Text that came from somebody: safe to print on a terminal.
//!
//! A name in the file may have been written by another program. Control characters could move the cursor or
//! rename the window; characters that turn the direction of writing could show one name as another.

use std::{borrow::Cow, fmt::Write};

/// The text with everything escaped that a terminal would not simply show.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let escaped = text.chars().map(|c| if is_unsafe(c) { c.escape_default().to_string() } else { c.into() });
    Cow::Owned(escaped.collect())
}

/// The text as [`visible`], line by line.
pub(crate) fn visible_lines(text: &str) -> String {
    text.lines().map(visible).collect::<Vec<_>>().join("\n")
}

/// JSON, equally safe: `serde_json` escapes only the control characters below the space.
/// Outside its strings JSON is plain ASCII, so whatever is escaped here stands in a string.
pub(crate) fn visible_json(json: &str) -> Cow<'_, str> {
    if !json.chars().any(is_unsafe) {
        return Cow::Borrowed(json);
    }
    let mut safe = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if is_unsafe(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                let _ = write!(safe, "\\u{unit:04x}");
            }
        } else {
            safe.push(c);
        }
    }
    Cow::Owned(safe)
}

/// Control characters, separators of lines, and whatever turns the direction of writing.
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_escaped() {
        assert_eq!(visible("\u{1b}[31mred\u{9b}0m\u{7f}"), r"\u{1b}[31mred\u{9b}0m\u{7f}");
        assert_eq!(visible("one\ntwo\ttab"), r"one\ntwo\ttab");
        assert_eq!(visible("gpj\u{202e}exe.txt"), r"gpj\u{202e}exe.txt");
    }

    #[test]
    fn what_people_write_stays() {
        for text in ["billing-ci", "결제 토큰", "计费", "é", "👩‍💻", ""] {
            assert!(matches!(visible(text), Cow::Borrowed(same) if same == text));
        }
    }

    #[test]
    fn json_stays_the_same_json() {
        let text = "a\u{1b}b\u{9b}c\u{7f}d\u{202e}e\u{2028}f\"\\가";
        let json = serde_json::to_string(text).unwrap();
        let safe = visible_json(&json);
        assert!(!safe.chars().any(is_unsafe));
        assert_eq!(serde_json::from_str::<String>(&safe).unwrap(), text);
    }
}

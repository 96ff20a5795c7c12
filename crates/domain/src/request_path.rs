//! The path of a request, read once for all: one spelling for what a service takes as the same path.
//!
//! Gateways hand the path on as it came, and services read it each in their own way. Whatever two of them could
//! read differently is refused, never guessed (source: RFC 3986 §6.2.2; the traversal and double-slash tricks).
//! Does not know routes.

#[cfg(test)]
mod tests;

use std::fmt;

/// A path as routes are matched with it: starts with `/`, has no `.`, `..` or empty segment but for one at its end,
/// no query; every character that may stand in a path stands for itself, every other as `%` and two upper-case digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RequestPath(String);

impl RequestPath {
    /// The most bytes of a path, without its query.
    pub const MAX_BYTES: usize = 8 * 1024;

    /// Reads a request target in origin form (`/v1/x?y=z`); the query is cut off, unread.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn parse(raw_target: &str) -> Result<Self, PathProblem> {
        let raw = raw_target.split_once('?').map_or(raw_target, |(path, _)| path);
        if raw.len() > Self::MAX_BYTES {
            return Err(PathProblem::TooLong);
        }
        if !raw.starts_with('/') {
            return Err(PathProblem::NotOriginForm);
        }
        let path = normalised(raw)?;
        let mut segments = path[1..].split('/').peekable();
        while let Some(segment) = segments.next() {
            if is_dot_segment(segment) {
                return Err(PathProblem::DotSegment);
            }
            if segment.is_empty() && segments.peek().is_some() {
                return Err(PathProblem::DoubleSlash);
            }
        }
        Ok(Self(path))
    }

    /// The path `/`.
    pub fn root() -> Self {
        Self("/".to_owned())
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequestPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a request target is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathProblem {
    /// `*`, `http://…`, an empty target.
    #[error("The path must begin with /.")]
    NotOriginForm,
    /// More than [`RequestPath::MAX_BYTES`].
    #[error("The path is longer than {} bytes.", RequestPath::MAX_BYTES)]
    TooLong,
    /// `.` or `..`, also as `%2e` or with parameters (`..;`).
    #[error("The segments . and .. are not allowed.")]
    DotSegment,
    /// `//`: one service drops the empty segment, the next does not.
    #[error("Two slashes in a row are not allowed.")]
    DoubleSlash,
    /// `\` or `%5C`: a slash to some.
    #[error("A backslash is not allowed.")]
    Backslash,
    /// `%2F`: a slash to those who decode before they split.
    #[error("An escaped slash (%2F) is not allowed.")]
    EscapedSlash,
    /// `%` without two hexadecimal digits.
    #[error("A % must be followed by two hexadecimal digits.")]
    BadEscape,
    /// A control character, also escaped (`%00`), a space or `#`.
    #[error("Control characters, spaces and # are not allowed.")]
    BadCharacter,
}

impl PathProblem {
    /// The word that scripts see.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotOriginForm => "not_origin_form",
            Self::TooLong => "path_too_long",
            Self::DotSegment => "dot_segment",
            Self::DoubleSlash => "double_slash",
            Self::Backslash => "backslash",
            Self::EscapedSlash => "escaped_slash",
            Self::BadEscape => "bad_escape",
            Self::BadCharacter => "bad_character",
        }
    }
}

/// `raw` with each byte in its one spelling. Slashes and dots are left for the caller to judge.
pub(crate) fn normalised(raw: &str) -> Result<String, PathProblem> {
    let mut path = String::with_capacity(raw.len());
    // Most paths are this and nothing else.
    let plain = raw.bytes().take_while(|byte| *byte == b'/' || may_stand(*byte)).count();
    path.push_str(&raw[..plain]);
    let mut rest = &raw.as_bytes()[plain..];
    while let [byte, after @ ..] = rest {
        rest = after;
        match byte {
            b'%' => {
                let [high, low, after @ ..] = rest else { return Err(PathProblem::BadEscape) };
                let (Some(high), Some(low)) = (hex_value(*high), hex_value(*low)) else {
                    return Err(PathProblem::BadEscape);
                };
                rest = after;
                match high << 4 | low {
                    b'/' => return Err(PathProblem::EscapedSlash),
                    b'\\' => return Err(PathProblem::Backslash),
                    byte if byte.is_ascii_control() => return Err(PathProblem::BadCharacter),
                    byte => push(&mut path, byte),
                }
            }
            b'/' => path.push('/'),
            b'\\' => return Err(PathProblem::Backslash),
            b' ' | b'#' => return Err(PathProblem::BadCharacter),
            byte if byte.is_ascii_control() => return Err(PathProblem::BadCharacter),
            byte => push(&mut path, *byte),
        }
    }
    Ok(path)
}

fn push(path: &mut String, byte: u8) {
    if may_stand(byte) {
        path.push(char::from(byte));
    } else {
        path.push('%');
        path.push(char::from(HEX[usize::from(byte >> 4)]));
        path.push(char::from(HEX[usize::from(byte & 0xF)]));
    }
}

const HEX: &[u8; 16] = b"0123456789ABCDEF";

const fn hex_value(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

/// What RFC 3986 lets stand in a segment (`pchar`): services take it and its escape as the same.
const fn may_stand(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'-' | b'.'
                | b'_'
                | b'~'
                | b'!'
                | b'$'
                | b'&'
                | b'\''
                | b'('
                | b')'
                | b'*'
                | b'+'
                | b','
                | b';'
                | b'='
                | b':'
                | b'@'
        )
}

/// Some servers cut `;…` off a segment before they look at it.
pub(crate) fn is_dot_segment(segment: &str) -> bool {
    matches!(segment.split(';').next(), Some("." | ".."))
}

//! What a gateway shows the verifier, so that nobody else on the network can speak in its place.

use std::fmt;

use thiserror::Error;
use zeroize::Zeroizing;

/// A shared secret: 32–256 characters of `[0-9A-Za-z_-]`, which need no quoting in any gateway's configuration.
///
/// Wiped when dropped; `Debug` shows nothing of it.
#[derive(Clone)]
pub struct GatewaySecret(Zeroizing<String>);

/// Why a text is no secret for a gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum GatewaySecretProblem {
    /// Too short to be safe, or longer than any configuration needs.
    #[error("it has {0} characters; 32 to 256 are needed")]
    Length(usize),
    /// Something that one of the gateways would read as more than a character.
    #[error("only letters, digits, - and _ may stand in it")]
    ForeignCharacter,
}

impl GatewaySecret {
    /// The fewest characters.
    pub const MIN: usize = 32;
    /// The most characters.
    pub const MAX: usize = 256;

    /// Reads the content of a secret file; white space around it is ignored.
    pub fn parse(raw: &str) -> Result<Self, GatewaySecretProblem> {
        let text = raw.trim();
        let length = text.chars().count();
        if !(Self::MIN..=Self::MAX).contains(&length) {
            return Err(GatewaySecretProblem::Length(length));
        }
        if !text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')) {
            return Err(GatewaySecretProblem::ForeignCharacter);
        }
        Ok(Self(Zeroizing::new(text.to_owned())))
    }

    /// The secret itself, for a gateway's configuration.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether a caller showed this secret. Takes as long for a near miss as for a far one.
    pub fn matches(&self, shown: &[u8]) -> bool {
        let own = self.0.as_bytes();
        let differing = own.iter().zip(shown).fold(0, |differing, (a, b)| differing | (a ^ b));
        own.len() == shown.len() && std::hint::black_box(differing) == 0
    }
}

impl fmt::Debug for GatewaySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GatewaySecret(secret)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "0123456789abcdefghijABCDEFGHIJ-_";

    #[test]
    fn a_secret_is_read_without_the_line_end_of_its_file() {
        let secret = GatewaySecret::parse(&format!("{TEXT}\n")).unwrap();
        assert_eq!(secret.expose(), TEXT);
        assert_eq!(format!("{secret:?}"), "GatewaySecret(secret)");
    }

    #[test]
    fn what_a_configuration_could_misread_is_no_secret() {
        assert_eq!(GatewaySecret::parse("short").unwrap_err(), GatewaySecretProblem::Length(5));
        assert_eq!(GatewaySecret::parse(&"x".repeat(257)).unwrap_err(), GatewaySecretProblem::Length(257));
        for character in ["\"", "$", "{", ";", " ", "\n", "é"] {
            let text = format!("{TEXT}{character}{TEXT}");
            assert_eq!(GatewaySecret::parse(&text).unwrap_err(), GatewaySecretProblem::ForeignCharacter);
        }
    }

    #[test]
    fn only_the_whole_secret_matches() {
        let secret = GatewaySecret::parse(TEXT).unwrap();
        assert!(secret.matches(TEXT.as_bytes()));
        for shown in ["", &TEXT[1..], &TEXT[..31], &format!("{TEXT}x"), &TEXT.to_lowercase()] {
            assert!(!secret.matches(shown.as_bytes()), "{shown}");
        }
    }
}

//! The host of a request, and the one that a route is for.

use std::{borrow::Cow, fmt, net::Ipv6Addr};

/// One host name or address, lower case, without a port.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HostPattern(String);

impl HostPattern {
    /// The most characters (source: RFC 1035 §2.3.4).
    pub const MAX: usize = 253;

    /// Reads a host as typed: `api.example.com`, `10.0.0.1`, `[::1]`.
    pub fn parse(raw: &str) -> Result<Self, HostProblem> {
        let text = raw.trim();
        if text.is_empty() {
            return Err(HostProblem::Empty);
        }
        if text.len() > Self::MAX {
            return Err(HostProblem::TooLong);
        }
        if text.contains("://") || text.contains('/') {
            return Err(HostProblem::Address);
        }
        let host = host_name(text);
        if let Some(inner) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
            return match inner.parse::<Ipv6Addr>() {
                Ok(_) if text.ends_with(']') => Ok(Self(host.into_owned())),
                Ok(_) => Err(HostProblem::Port),
                Err(_) => Err(HostProblem::BadCharacter),
            };
        }
        if text.contains(':') {
            return Err(HostProblem::Port);
        }
        let fits = |label: &str| {
            !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
        };
        if host.split('.').all(fits) { Ok(Self(host.into_owned())) } else { Err(HostProblem::BadCharacter) }
    }

    /// The host as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for HostPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text is no host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HostProblem {
    /// Nothing was given.
    #[error("Enter a host, such as api.example.com.")]
    Empty,
    /// More than [`HostPattern::MAX`] characters.
    #[error("The host is longer than {} characters.", HostPattern::MAX)]
    TooLong,
    /// `https://api.example.com/v1`
    #[error("Enter the host alone, without https:// and without a path.")]
    Address,
    /// `api.example.com:8080`
    #[error("Enter the host without its port.")]
    Port,
    /// Anything that can't stand in a host; names of other scripts are written in their `xn--` form.
    #[error("A host has letters, digits, - and _ between dots; write other scripts in their xn-- form.")]
    BadCharacter,
}

/// The host that a `Host` header or an authority names: lower case, without the port and without the dot at its end.
pub fn host_name(raw: &str) -> Cow<'_, str> {
    let without_port = match raw.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) && !ends_inside_brackets(host) => host,
        _ => raw,
    };
    let host = without_port.strip_suffix('.').unwrap_or(without_port);
    if host.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Owned(host.to_ascii_lowercase())
    } else {
        Cow::Borrowed(host)
    }
}

/// The colon belongs to an IPv6 address: `[::1]`.
fn ends_inside_brackets(host: &str) -> bool {
    host.starts_with('[') && !host.ends_with(']')
}

impl std::borrow::Borrow<str> for HostPattern {
    fn borrow(&self) -> &str {
        &self.0
    }
}

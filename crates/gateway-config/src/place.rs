//! Where backend and verifier are: parsed, so that no configuration can be made to say something else.

use std::{fmt, net::SocketAddr, path::PathBuf, str::FromStr};

use thiserror::Error;

/// A host (a name, an IPv4 address, or an IPv6 address in brackets) and a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostPort {
    host: String,
    port: u16,
}

/// Where the verifier listens, as seen from the gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VerifierPlace {
    /// An address and port, such as `127.0.0.1:9180`.
    Tcp(SocketAddr),
    /// A socket in the file system, written `unix:/run/tokendesk/verifier.sock`.
    Unix(PathBuf),
}

/// Why a text names no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PlaceProblem {
    /// Not `HOST:PORT`.
    #[error("write it as HOST:PORT")]
    NotHostPort,
    /// Not `ADDRESS:PORT`.
    #[error("write it as ADDRESS:PORT, or unix: and the path of a socket")]
    NotAddress,
    /// A path that is relative, or that some gateway would misread.
    #[error("a socket's path begins with / and has only letters, digits and . _ - / in it")]
    SocketPath,
}

impl HostPort {
    /// The host, an IPv6 address in brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The host as a bare name or address.
    pub fn bare_host(&self) -> &str {
        self.host.trim_matches(['[', ']'])
    }

    /// The port.
    pub const fn port(&self) -> u16 {
        self.port
    }
}

impl FromStr for HostPort {
    type Err = PlaceProblem;

    fn from_str(text: &str) -> Result<Self, PlaceProblem> {
        if let Ok(address) = text.parse::<SocketAddr>() {
            let host = match address {
                SocketAddr::V4(address) => address.ip().to_string(),
                SocketAddr::V6(address) => format!("[{}]", address.ip()),
            };
            return Ok(Self { host, port: address.port() });
        }
        let (host, port) = text.rsplit_once(':').ok_or(PlaceProblem::NotHostPort)?;
        let is_name = !host.is_empty()
            && host.len() <= 253
            && host.starts_with(|first: char| first.is_ascii_alphanumeric())
            && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
        match port.parse() {
            Ok(port) if is_name && port > 0 => Ok(Self { host: host.to_owned(), port }),
            _ => Err(PlaceProblem::NotHostPort),
        }
    }
}

impl fmt::Display for HostPort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

impl FromStr for VerifierPlace {
    type Err = PlaceProblem;

    fn from_str(text: &str) -> Result<Self, PlaceProblem> {
        let Some(path) = text.strip_prefix("unix:") else {
            return text.parse().map(Self::Tcp).map_err(|_| PlaceProblem::NotAddress);
        };
        let is_plain = path.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-/".contains(&b));
        if path.starts_with('/') && is_plain {
            Ok(Self::Unix(path.into()))
        } else {
            Err(PlaceProblem::SocketPath)
        }
    }
}

impl fmt::Display for VerifierPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => address.fmt(f),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_written_as_it_is_read() {
        for text in ["127.0.0.1:8080", "[::1]:8080", "backend:80", "api-1.example.internal:443"] {
            assert_eq!(text.parse::<HostPort>().unwrap().to_string(), text);
        }
        for text in ["127.0.0.1:9180", "[::1]:9180", "unix:/run/tokendesk/verifier.sock"] {
            assert_eq!(text.parse::<VerifierPlace>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn nothing_that_a_configuration_could_misread_is_a_place() {
        for text in [
            "",
            "backend",
            "backend:",
            "backend:0",
            "backend:65536",
            ":80",
            "a;b:80",
            "a b:80",
            "-a:1",
            "a\n:1",
        ] {
            assert_eq!(text.parse::<HostPort>().unwrap_err(), PlaceProblem::NotHostPort, "{text}");
        }
        for text in ["unix:", "unix:run.sock", "unix:/a b", "unix:/a;b", "unix:/a{b}", "unix:/a'b"] {
            assert_eq!(text.parse::<VerifierPlace>().unwrap_err(), PlaceProblem::SocketPath, "{text}");
        }
        assert_eq!("localhost:9180".parse::<VerifierPlace>().unwrap_err(), PlaceProblem::NotAddress);
    }
}

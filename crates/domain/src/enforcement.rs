//! Whether the console enforces tokens by itself, and where.

use core::{fmt, str::FromStr};
use std::net::{Ipv4Addr, SocketAddr};

use thiserror::Error;

/// The admin's choice for "Enforce on this machine". It holds until it is changed, also over a restart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Enforcement {
    /// Whether it is switched on.
    pub is_on: bool,
    /// Where gateways reach it.
    pub place: LocalPlace,
}

/// An address and port that only programs on this machine reach. Never port 0: gateways must be told where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalPlace(SocketAddr);

/// Why a text names no such place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LocalPlaceProblem {
    /// Blank.
    #[error("an address and port are needed")]
    Required,
    /// Not `ADDRESS:PORT`.
    #[error("write it as ADDRESS:PORT")]
    NotAddressPort,
    /// Other machines would reach it, too.
    #[error("only 127.0.0.0/8 and [::1] are this machine alone")]
    NotLocal,
    /// Port 0.
    #[error("the port is 1 to 65535")]
    NoPort,
}

impl LocalPlace {
    /// The place as the system knows it.
    pub const fn address(self) -> SocketAddr {
        self.0
    }

    /// The same address at the next port; none: that was the last.
    pub fn next(self) -> Option<Self> {
        let port = self.0.port().checked_add(1)?;
        Some(Self(SocketAddr::new(self.0.ip(), port)))
    }
}

impl Default for LocalPlace {
    fn default() -> Self {
        Self(SocketAddr::from((Ipv4Addr::LOCALHOST, 9180)))
    }
}

impl FromStr for LocalPlace {
    type Err = LocalPlaceProblem;

    fn from_str(text: &str) -> Result<Self, LocalPlaceProblem> {
        let text = text.trim();
        if text.is_empty() {
            return Err(LocalPlaceProblem::Required);
        }
        let address: SocketAddr = text.parse().map_err(|_| LocalPlaceProblem::NotAddressPort)?;
        if !address.ip().is_loopback() {
            return Err(LocalPlaceProblem::NotLocal);
        }
        if address.port() == 0 {
            return Err(LocalPlaceProblem::NoPort);
        }
        Ok(Self(address))
    }
}

impl fmt::Display for LocalPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<LocalPlace, LocalPlaceProblem> {
        text.parse()
    }

    #[test]
    fn it_begins_switched_off_where_gateways_look_first() {
        let new = Enforcement::default();
        assert_eq!((new.is_on, new.place.to_string()), (false, "127.0.0.1:9180".to_owned()));
    }

    #[test]
    fn only_this_machine_can_be_named() {
        for text in ["127.0.0.1:9180", " 127.8.8.8:1 ", "[::1]:65535"] {
            assert_eq!(read(text).unwrap().to_string(), text.trim());
        }
        for text in
            ["0.0.0.0:9180", "[::]:9180", "10.0.0.1:9180", "[fe80::1]:9180", "[::ffff:127.0.0.1]:9180"]
        {
            assert_eq!(read(text), Err(LocalPlaceProblem::NotLocal), "{text}");
        }
        for text in ["localhost:9180", "127.0.0.1", "9180", "127.0.0.1:65536", "127.1:9180", "unix:/run/v"] {
            assert_eq!(read(text), Err(LocalPlaceProblem::NotAddressPort), "{text}");
        }
        assert_eq!(read("127.0.0.1:0"), Err(LocalPlaceProblem::NoPort));
        assert_eq!(read("  "), Err(LocalPlaceProblem::Required));
    }

    proptest! {
        /// Whatever is accepted is loopback, and is read again as it is written.
        #[test]
        fn what_is_read_is_local(text in "[0-9a-f:.\\[\\]]{0,24}") {
            if let Ok(place) = read(&text) {
                prop_assert!(place.address().ip().is_loopback());
                prop_assert_eq!(read(&place.to_string()), Ok(place));
            }
        }

        /// The next place is on the same address, and there is none after the last.
        #[test]
        fn the_next_place_is_one_port_further(port in 1_u16..) {
            let place = read(&format!("127.0.0.1:{port}")).unwrap();
            let next = place.next().map(|place| place.address().port());
            prop_assert_eq!(next, port.checked_add(1));
        }
    }
}

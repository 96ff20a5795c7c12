//! Who is believed: which callers are gateways, and what they say about where the client is.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use http::{HeaderMap, HeaderName, header::AUTHORIZATION};
use tokendesk_domain::{address::AddressRange, gateway_secret::GatewaySecret};

/// The header that a gateway shows its secret in.
pub const SECRET_HEADER: HeaderName = HeaderName::from_static("x-gateway-secret");

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Whose word is taken for a client's address, method and path.
#[derive(Clone, Debug)]
pub struct Trust {
    gateways: Vec<AddressRange>,
    secret: Option<GatewaySecret>,
}

/// Why a caller is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub(crate) enum Distrust {
    /// Its address is not that of a gateway.
    #[error("this address is not that of a trusted gateway")]
    Address,
    /// It shows no secret, or another one.
    #[error("the gateway's secret is missing or wrong")]
    Secret,
}

/// A range that would make everyone a gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is everyone: name the addresses of the gateways")]
pub struct Everyone(pub AddressRange);

impl Trust {
    /// Trusts these ranges (none given: this machine alone), and who shows the secret if there is one.
    pub fn new(gateways: Vec<AddressRange>, secret: Option<GatewaySecret>) -> Result<Self, Everyone> {
        if let Some(range) = gateways.iter().find(|range| range.is_everything()) {
            return Err(Everyone(*range));
        }
        let gateways = if gateways.is_empty() { loopback() } else { gateways };
        Ok(Self { gateways, secret })
    }

    /// Whether a caller is a gateway. One that came in by a socket of the file system has no address:
    /// the permissions of the socket let it in.
    pub(crate) fn admit(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> Result<(), Distrust> {
        self.admit_address(peer)?;
        match &self.secret {
            None => Ok(()),
            Some(secret) if shown(headers).is_some_and(|shown| secret.matches(shown)) => Ok(()),
            Some(_) => Err(Distrust::Secret),
        }
    }

    /// Whether a caller's address is that of a gateway.
    pub(crate) fn admit_address(&self, peer: Option<IpAddr>) -> Result<(), Distrust> {
        match peer {
            Some(peer) if !self.is_gateway(peer) => Err(Distrust::Address),
            _ => Ok(()),
        }
    }

    /// As [`Self::admit`], for programs, which may also show the secret as `Authorization: Bearer`.
    pub(crate) fn admit_program(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> Result<(), Distrust> {
        let bearer = || {
            let value = headers.get(AUTHORIZATION)?.as_bytes();
            value.strip_prefix(b"Bearer ").or_else(|| value.strip_prefix(b"bearer "))
        };
        match self.admit(peer, headers) {
            Err(Distrust::Secret) if bearer().is_some_and(|shown| self.is_secret(shown)) => Ok(()),
            admitted => admitted,
        }
    }

    /// The client's address as told by a trusted gateway; none: it did not say, or what it said is no address.
    ///
    /// Each proxy appends whom it talked to, so that the entries are believed from the right, as long as they are
    /// gateways themselves; what lies to the left of the first one that is not, the client may have made up.
    pub fn forwarded_for(&self, headers: &HeaderMap) -> Option<IpAddr> {
        let mut farthest = None;
        for line in headers.get_all(FORWARDED_FOR).iter().rev() {
            for entry in line.to_str().ok()?.rsplit(',') {
                let address = address(entry.trim())?;
                if !self.is_gateway(address) {
                    return Some(address);
                }
                farthest = Some(address);
            }
        }
        farthest
    }

    fn is_secret(&self, shown: &[u8]) -> bool {
        self.secret.as_ref().is_some_and(|secret| secret.matches(shown))
    }

    fn is_gateway(&self, address: IpAddr) -> bool {
        self.gateways.iter().any(|range| range.contains(address))
    }
}

/// Shown exactly once: of two, one may be the client's.
fn shown(headers: &HeaderMap) -> Option<&[u8]> {
    let mut lines = headers.get_all(SECRET_HEADER).iter();
    let first = lines.next()?;
    lines.next().is_none().then(|| first.as_bytes())
}

fn loopback() -> Vec<AddressRange> {
    ["127.0.0.0/8", "::1"].iter().filter_map(|text| AddressRange::parse(text).ok()).collect()
}

/// An address as proxies write it: bare, or with the client's port.
pub(crate) fn address(text: &str) -> Option<IpAddr> {
    let bare = text.parse::<IpAddr>().ok();
    let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    let bracketed = || text.strip_prefix('[')?.strip_suffix(']')?.parse::<Ipv6Addr>().ok().map(IpAddr::V6);
    let found = bare.or_else(with_port).or_else(bracketed)?.to_canonical();
    (found != IpAddr::V4(Ipv4Addr::UNSPECIFIED)).then_some(found)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECRET: &str = "0123456789abcdefghijABCDEFGHIJ-_";

    fn trust(ranges: &[&str]) -> Trust {
        Trust::new(ranges.iter().map(|text| AddressRange::parse(text).unwrap()).collect(), None).unwrap()
    }

    fn secretive() -> Trust {
        Trust { secret: Some(GatewaySecret::parse(SECRET).unwrap()), ..trust(&[]) }
    }

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, value.parse().unwrap());
        }
        headers
    }

    fn client(trust: &Trust, lines: &[&str]) -> Option<String> {
        let lines: Vec<_> = lines.iter().map(|line| ("x-forwarded-for", *line)).collect();
        trust.forwarded_for(&headers(&lines)).map(|address| address.to_string())
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn only_this_machine_is_trusted_unless_said_otherwise() {
        let none = HeaderMap::new();
        for peer in [
            None,
            Some(ip("127.0.0.1")),
            Some(ip("127.8.0.1")),
            Some(ip("::1")),
            Some(ip("::ffff:127.0.0.1")),
        ] {
            assert_eq!(trust(&[]).admit(peer, &none), Ok(()), "{peer:?}");
        }
        assert_eq!(trust(&[]).admit(Some(ip("10.0.0.1")), &none), Err(Distrust::Address));
        assert_eq!(trust(&["10.0.0.0/24"]).admit(Some(ip("10.0.0.1")), &none), Ok(()));
        assert_eq!(trust(&["10.0.0.0/24"]).admit(Some(ip("127.0.0.1")), &none), Err(Distrust::Address));
    }

    #[test]
    fn nobody_can_trust_everyone() {
        for text in ["0.0.0.0/0", "::/0"] {
            let range = AddressRange::parse(text).unwrap();
            assert_eq!(Trust::new(vec![range], None).unwrap_err(), Everyone(range));
        }
    }

    #[test]
    fn a_gateway_shows_its_secret_once() {
        let trust = secretive();
        let shows = |lines: &[(&'static str, &str)]| trust.admit(Some(ip("127.0.0.1")), &headers(lines));
        assert_eq!(shows(&[("x-gateway-secret", SECRET)]), Ok(()));
        assert_eq!(shows(&[]), Err(Distrust::Secret));
        assert_eq!(shows(&[("x-gateway-secret", "wrong")]), Err(Distrust::Secret));
        assert_eq!(
            shows(&[("x-gateway-secret", "wrong"), ("x-gateway-secret", SECRET)]),
            Err(Distrust::Secret)
        );
        let bearer = headers(&[("authorization", &format!("Bearer {SECRET}"))]);
        assert_eq!(trust.admit(Some(ip("127.0.0.1")), &bearer), Err(Distrust::Secret));
        assert_eq!(trust.admit_program(Some(ip("127.0.0.1")), &bearer), Ok(()));
        assert_eq!(trust.admit_program(Some(ip("10.0.0.1")), &bearer), Err(Distrust::Address));
    }

    #[test]
    fn the_clients_address_is_read_from_the_right() {
        let behind = trust(&["127.0.0.0/8", "10.0.0.0/24"]);
        for (lines, expected) in [
            (&["203.0.113.7"][..], Some("203.0.113.7")),
            (&["198.51.100.1, 203.0.113.7"], Some("203.0.113.7")),
            (&["198.51.100.1, 203.0.113.7, 10.0.0.9"], Some("203.0.113.7")),
            (&["198.51.100.1", "203.0.113.7", "10.0.0.9,127.0.0.1"], Some("203.0.113.7")),
            (&["10.0.0.7"], Some("10.0.0.7")),
            (&["2001:db8::1"], Some("2001:db8::1")),
            (&["[2001:db8::1]:443"], Some("2001:db8::1")),
            (&["[2001:db8::1]"], Some("2001:db8::1")),
            (&["203.0.113.7:1234"], Some("203.0.113.7")),
            (&["::ffff:203.0.113.7"], Some("203.0.113.7")),
            (&["203.0.113.7, unknown"], None),
            (&["203.0.113.7, "], None),
            (&["203.0.113.7, 010.0.0.1"], None),
            (&["0.0.0.0"], None),
            (&[""], None),
            (&[], None),
        ] {
            assert_eq!(client(&behind, lines).as_deref(), expected, "{lines:?}");
        }
    }

    proptest! {
        /// What a client writes to the left of its own address changes nothing.
        #[test]
        fn nothing_left_of_the_client_is_believed(made_up in "[ -~]{0,60}", address: Ipv4Addr) {
            let behind = trust(&["10.0.0.0/24"]);
            prop_assume!(!address.is_unspecified() && address.octets()[..3] != [10, 0, 0]);
            let line = format!("{made_up}, {address}, 10.0.0.9");
            prop_assert_eq!(client(&behind, &[&line]), Some(address.to_string()));
            prop_assert_eq!(client(&behind, &[&made_up, &line]), Some(address.to_string()));
        }
    }
}

//! One entry of an address list: an IPv4 or IPv6 address or CIDR range, and nothing else.
//!
//! Everything that two programs could read differently is refused with its reason, never guessed:
//! leading zeros (octal to some), netmasks, ranges, host names, zone ids, ports, digits of other scripts.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    str::FromStr,
};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// Addresses that share a prefix; host bits are zero. A single address has the full prefix length.
///
/// IPv4-mapped IPv6 (`::ffff:1.2.3.4`) is the IPv4 address, so that one client can't come in under two names;
/// a shorter prefix than the 96 mapped bits is an IPv6 range and names no IPv4 address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AddressRange(IpNet);

impl AddressRange {
    /// Reads an entry as typed; surrounding white space is ignored.
    pub fn parse(raw: &str) -> Result<Self, AddressProblem> {
        let text = raw.trim();
        if !text.is_ascii() {
            return Err(AddressProblem::NotAscii);
        }
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (parse_address(address)?, Some(prefix)),
            None => (parse_address(text)?, None),
        };
        let max = if address.is_ipv4() { 32 } else { 128 };
        let length = prefix.map_or(Ok(max), |prefix| parse_prefix(prefix, max))?;
        let net = IpNet::new(address, length).map_err(|_| AddressProblem::Malformed)?;
        Ok(Self(unmap(net).trunc()))
    }

    /// Whether `ip` lies in this range. An IPv4-mapped address counts as the IPv4 address.
    pub fn contains(&self, ip: IpAddr) -> bool {
        self.0.contains(&ip.to_canonical())
    }

    /// Its first and its last address, of one family.
    pub fn ends(&self) -> (IpAddr, IpAddr) {
        (self.0.network(), self.0.broadcast())
    }

    /// Whether every address of the family lies in this range.
    pub fn is_everything(&self) -> bool {
        self.0.prefix_len() == 0
    }

    pub(crate) const fn net(&self) -> IpNet {
        self.0
    }
}

/// The shortest usual form: `10.0.0.0/8`; a single address without its prefix length.
impl fmt::Display for AddressRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.prefix_len() == self.0.max_prefix_len() { self.0.addr().fmt(f) } else { self.0.fmt(f) }
    }
}

impl FromStr for AddressRange {
    type Err = AddressProblem;

    fn from_str(raw: &str) -> Result<Self, AddressProblem> {
        Self::parse(raw)
    }
}

/// Why an entry is not an address or CIDR range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressProblem {
    /// `010.0.0.1`: some programs read it as octal.
    #[error("Leading zeros are not allowed: some programs read them as octal.")]
    LeadingZero,
    /// `10.0.0.0/255.0.0.0`
    #[error("Write the prefix length instead of a netmask, such as 10.0.0.0/8.")]
    Netmask,
    /// `10.0.0.1-10.0.0.9`, `10.0.0.*`
    #[error("Ranges and wildcards are not allowed: write CIDR, such as 10.0.0.0/24.")]
    Range,
    /// `example.com`
    #[error("Host names are not allowed: enter an IP address or CIDR, such as 10.0.0.0/8.")]
    HostName,
    /// `fe80::1%eth0`
    #[error("Zone ids are not allowed: leave out the part from % on.")]
    ZoneId,
    /// `10.0.0.1:80`, `[::1]:80`
    #[error("Enter the address alone, without brackets or a port.")]
    Port,
    /// A character that is not ASCII, such as a full-width digit.
    #[error("Only plain ASCII digits, letters a–f, dots, colons and / are allowed.")]
    NotAscii,
    /// `10.0.0.0/33`
    #[error("The prefix length is too long; /{max} is the longest for this address.")]
    PrefixTooLong {
        /// 32 or 128.
        max: u8,
    },
    /// Anything else.
    #[error("This is not an IP address or CIDR. Write 10.0.0.1, 10.0.0.0/8 or 2001:db8::/32.")]
    Malformed,
}

fn parse_address(text: &str) -> Result<IpAddr, AddressProblem> {
    if let Ok(address) = text.parse::<Ipv4Addr>() {
        return Ok(address.into());
    }
    text.parse::<Ipv6Addr>().map(IpAddr::from).map_err(|_| why_no_address(text))
}

fn parse_prefix(text: &str, max: u8) -> Result<u8, AddressProblem> {
    if text.contains(['.', ':']) {
        return Err(AddressProblem::Netmask);
    }
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(AddressProblem::Malformed);
    }
    if text.len() > 1 && text.starts_with('0') {
        return Err(AddressProblem::LeadingZero);
    }
    text.parse().ok().filter(|length| *length <= max).ok_or(AddressProblem::PrefixTooLong { max })
}

/// `::ffff:a.b.c.d/n` with n ≥ 96 is the IPv4 range `a.b.c.d/(n − 96)`.
fn unmap(net: IpNet) -> IpNet {
    const MAPPED_BITS: u8 = 96;
    let IpNet::V6(v6) = net else { return net };
    match (v6.addr().to_ipv4_mapped(), v6.prefix_len().checked_sub(MAPPED_BITS)) {
        (Some(v4), Some(length)) => Ipv4Net::new(v4, length).map_or(net, IpNet::V4),
        _ => IpNet::V6(Ipv6Net::trunc(&v6)),
    }
}

/// The likeliest reason, for the message; the refusal itself is already certain.
fn why_no_address(text: &str) -> AddressProblem {
    let looks_like_v4 =
        |part: &str| part.contains('.') && part.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if text.contains('%') {
        return AddressProblem::ZoneId;
    }
    if text.contains(['[', ']']) {
        return AddressProblem::Port;
    }
    if text.contains('*')
        || text.split_once('-').is_some_and(|(from, _)| looks_like_v4(from) || from.contains(':'))
    {
        return AddressProblem::Range;
    }
    if text
        .split_once(':')
        .is_some_and(|(host, port)| looks_like_v4(host) && port.bytes().all(|b| b.is_ascii_digit()))
    {
        return AddressProblem::Port;
    }
    let dotted = text.rsplit(':').next().unwrap_or(text);
    if looks_like_v4(dotted) && dotted.split('.').any(|part| part.len() > 1 && part.starts_with('0')) {
        return AddressProblem::LeadingZero;
    }
    if !text.contains(':') && text.bytes().any(|b| b.is_ascii_alphabetic()) {
        return AddressProblem::HostName;
    }
    AddressProblem::Malformed
}

impl AddressProblem {
    /// The word that scripts see.
    pub const fn code(self) -> &'static str {
        match self {
            Self::LeadingZero => "leading_zero",
            Self::Netmask => "netmask",
            Self::Range => "range",
            Self::HostName => "host_name",
            Self::ZoneId => "zone_id",
            Self::Port => "port",
            Self::NotAscii => "not_ascii",
            Self::PrefixTooLong { .. } => "prefix_too_long",
            Self::Malformed => "malformed",
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(raw: &str) -> Result<String, AddressProblem> {
        AddressRange::parse(raw).map(|range| range.to_string())
    }

    #[test]
    fn addresses_and_ranges_are_read_and_normalised() {
        for (raw, canonical) in [
            ("10.0.0.1", "10.0.0.1"),
            (" 10.0.0.5/8 ", "10.0.0.0/8"),
            ("10.0.0.1/32", "10.0.0.1"),
            ("0.0.0.0/0", "0.0.0.0/0"),
            ("2001:DB8::1", "2001:db8::1"),
            ("2001:db8:0:0::/32", "2001:db8::/32"),
            ("::/0", "::/0"),
            ("::ffff:1.2.3.4", "1.2.3.4"),
            ("::ffff:10.0.0.5/104", "10.0.0.0/8"),
            ("::ffff:0:0/96", "0.0.0.0/0"),
        ] {
            assert_eq!(read(raw).as_deref(), Ok(canonical), "{raw}");
        }
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_refused_with_its_reason() {
        use AddressProblem::*;
        for (raw, problem) in [
            ("010.0.0.1", LeadingZero),
            ("10.0.0.01/8", LeadingZero),
            ("::ffff:010.0.0.1", LeadingZero),
            ("10.0.0.0/08", LeadingZero),
            ("10.0.0.0/255.0.0.0", Netmask),
            ("2001:db8::/ffff::", Netmask),
            ("10.0.0.1-10.0.0.9", Range),
            ("10.0.0.1 - 10.0.0.9", Malformed),
            ("10.0.0.*", Range),
            ("example.com", HostName),
            ("localhost", HostName),
            ("0x7f.1", HostName),
            ("fe80::1%eth0", ZoneId),
            ("10.0.0.1:80", Port),
            ("[::1]:80", Port),
            ("[::1]", Port),
            ("１0.0.0.1", NotAscii),
            ("10.0.0.1\u{200b}", NotAscii),
            ("10.0.0.0/33", PrefixTooLong { max: 32 }),
            ("10.0.0.0/999", PrefixTooLong { max: 32 }),
            ("::/129", PrefixTooLong { max: 128 }),
            ("300.1.1", Malformed),
            ("10.0.0.256", Malformed),
            ("10.0.0", Malformed),
            ("167772161", Malformed),
            ("10.0.0.0/", Malformed),
            ("10.0.0.0/8/8", Malformed),
            ("10.0.0.0/+8", Malformed),
            ("10.0.0.0/-1", Malformed),
            ("", Malformed),
            ("/", Malformed),
            (":", Malformed),
            ("1::2::3", Malformed),
        ] {
            assert_eq!(read(raw), Err(problem), "{raw:?}");
        }
    }

    proptest! {
        /// Reading never panics, whatever is typed.
        #[test]
        fn any_text_is_read_or_refused(raw in ".{0,60}") {
            let _ = AddressRange::parse(&raw);
        }

        /// What is shown reads back as the same range.
        #[test]
        fn the_canonical_form_reads_back(ip: IpAddr, length in 0u8..=128) {
            let ip = ip.to_canonical();
            let max = if ip.is_ipv4() { 32 } else { 128 };
            let range = AddressRange::parse(&format!("{ip}/{}", length.min(max))).expect("a range");
            prop_assert_eq!(AddressRange::parse(&range.to_string()), Ok(range));
            prop_assert!(range.contains(ip));
        }

        /// A mapped client is judged as the IPv4 client that it is.
        #[test]
        fn a_mapped_address_is_the_ipv4_address(ip: Ipv4Addr, net: Ipv4Addr, length in 0u8..=32) {
            let range = AddressRange::parse(&format!("{net}/{length}")).expect("a range");
            prop_assert_eq!(range.contains(ip.into()), range.contains(ip.to_ipv6_mapped().into()));
        }
    }
}

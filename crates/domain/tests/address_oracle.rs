//! The address parser against an independent one: the grammars of RFC 3986 (`IPv4address`, `IPv6address`) and
//! RFC 4632 (prefix length) written out as plain arithmetic on text, sharing nothing with std or ipnet.

use proptest::prelude::*;
use tokendesk_domain::address::AddressRange;

/// Network bits and prefix length; the family is told by the bit count.
type Network = (u8, u128, u8);

fn oracle(text: &str) -> Option<Network> {
    let (address, prefix) = match text.find('/') {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let (bits, value) = match v4(address) {
        Some(value) => (32, u128::from(value)),
        None => (128, v6(address)?),
    };
    let length = match prefix {
        None => bits,
        Some(digits) => u8::try_from(decimal(digits, 3)?).ok().filter(|n| *n <= bits)?,
    };
    // ::ffff:a.b.c.d is the IPv4 address.
    let (bits, value, length) = if bits == 128 && value >> 32 == 0xffff && length >= 96 {
        (32, value & 0xffff_ffff, length - 96)
    } else {
        (bits, value, length)
    };
    let host_bits = u32::from(bits - length);
    let network = value.checked_shr(host_bits).unwrap_or(0).checked_shl(host_bits).unwrap_or(0);
    Some((bits, network, length))
}

/// Decimal digits without a leading zero.
fn decimal(text: &str, max_digits: usize) -> Option<u32> {
    let plain = !text.is_empty() && text.len() <= max_digits && text.chars().all(|c| c.is_ascii_digit());
    (plain && (text == "0" || !text.starts_with('0')))
        .then(|| text.chars().fold(0, |n, c| n * 10 + (c as u32 - '0' as u32)))
}

fn v4(text: &str) -> Option<u32> {
    let parts: Vec<u32> =
        text.split('.').map(|part| decimal(part, 3).filter(|n| *n < 256)).collect::<Option<_>>()?;
    (parts.len() == 4).then(|| parts.iter().fold(0, |all, part| all << 8 | part))
}

fn v6(text: &str) -> Option<u128> {
    let (left, right) = match text.split_once("::") {
        Some((_, right)) if right.contains("::") => return None,
        Some((left, right)) => (groups(left, false)?, Some(groups(right, true)?)),
        None => (groups(text, true)?, None),
    };
    let all = match right {
        None => (left.len() == 8).then_some(left)?,
        Some(right) => {
            let missing = 8usize.checked_sub(left.len() + right.len()).filter(|n| *n > 0)?;
            [left, vec![0; missing], right].concat()
        }
    };
    Some(all.iter().fold(0, |value, group| value << 16 | u128::from(*group)))
}

/// Groups of 1–4 hex digits; the very last may be an IPv4 address.
fn groups(text: &str, at_end: bool) -> Option<Vec<u16>> {
    if text.is_empty() {
        return Some(Vec::new());
    }
    let parts: Vec<&str> = text.split(':').collect();
    let mut groups = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        if part.contains('.') {
            let last = at_end && index == parts.len() - 1;
            let value = v4(part).filter(|_| last)?;
            groups.extend(
                value.to_be_bytes().chunks(2).map(|pair| u16::from(pair[0]) << 8 | u16::from(pair[1])),
            );
        } else {
            let hex = (1..=4).contains(&part.len()) && part.chars().all(|c| c.is_ascii_hexdigit());
            groups.push(hex.then(|| u16::from_str_radix(part, 16).ok()).flatten()?);
        }
    }
    Some(groups)
}

fn ours(text: &str) -> Option<Network> {
    let range = AddressRange::parse(text).ok()?;
    let shown = range.to_string();
    let (address, length) = match shown.split_once('/') {
        Some((address, length)) => (address.to_owned(), length.parse().ok()),
        None => (shown.clone(), None),
    };
    match address.parse().ok()? {
        std::net::IpAddr::V4(ip) => Some((32, u32::from(ip).into(), length.unwrap_or(32))),
        std::net::IpAddr::V6(ip) => Some((128, ip.into(), length.unwrap_or(128))),
    }
}

#[test]
fn the_two_parsers_agree_on_known_texts() {
    for (text, good) in [
        ("10.0.0.5/8", true),
        ("::1", true),
        ("1::", true),
        ("::", true),
        ("1:2:3:4:5:6:7::", true),
        ("::2:3:4:5:6:7:8", true),
        ("1:2:3:4:5:6:7:8", true),
        ("1:2:3:4:5:6:7:8::", false),
        ("1:2:3:4::5:6:7:8", false),
        ("1:2:3:4:5:6:1.2.3.4", true),
        ("1.2.3.4::", false),
        ("::1.2.3.4:1", false),
        (":1", false),
        ("1:", false),
        ("12345::", false),
        ("1.2.3", false),
        ("1.2.3.04", false),
        ("1.2.3.4/032", false),
    ] {
        assert_eq!(oracle(text).is_some(), good, "oracle: {text}");
        assert_eq!(ours(text), oracle(text), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// On any text of address characters both say the same: refused, or the same network.
    #[test]
    fn on_address_characters_both_agree(text in "[0-9a-fA-F:./]{0,24}") {
        prop_assert_eq!(ours(&text), oracle(&text));
    }

    /// On nearly right IPv4 ranges both agree.
    #[test]
    fn on_nearly_right_ipv4_both_agree(text in "0?[0-9]{1,3}(\\.[0-9]{1,3}){2,4}(/[0-9]{0,3})?") {
        prop_assert_eq!(ours(&text), oracle(&text));
    }

    /// On nearly right IPv6 ranges both agree.
    #[test]
    fn on_nearly_right_ipv6_both_agree(
        text in "([0-9a-f]{0,4}:){1,8}([0-9a-f]{0,5}|[0-9]{1,3}(\\.[0-9]{1,3}){3})(/[0-9]{1,3})?",
    ) {
        prop_assert_eq!(ours(&text), oracle(&text));
    }

    /// One character that no address has, put anywhere into a good one, is refused.
    #[test]
    fn a_foreign_character_is_refused(ip: std::net::IpAddr, at in 0usize..40, foreign in "[g-z%_\\-*\\[\\],;１۱०\u{200b}]") {
        let mut text = ip.to_string();
        text.insert_str(at.min(text.len()), &foreign);
        prop_assert_eq!(AddressRange::parse(&text).ok(), None);
    }
}

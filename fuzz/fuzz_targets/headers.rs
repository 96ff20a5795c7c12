//! What a gateway sends: a header a line, `name: value` in whatever bytes, after a first line with the client's query.
#![no_main]

use std::net::IpAddr;

use http::{HeaderMap, HeaderName, HeaderValue};
use libfuzzer_sys::fuzz_target;
use tokendesk_domain::{access::Credential, address::AddressRange, request_path::RequestPath};
use tokendesk_verifier::http::{Asked, KeyPlace, KeyPlaces, TellingHeaders, Told, Trust};

const SCOPE: HeaderName = HeaderName::from_static("x-required-scope");
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

fn headers<'h>(lines: impl Iterator<Item = &'h [u8]>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for line in lines {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
        let (name, value) = (HeaderName::from_bytes(&line[..colon]), HeaderValue::from_bytes(&line[colon + 1..]));
        if let (Ok(name), Ok(value)) = (name, value) {
            headers.append(name, value);
        }
    }
    headers
}

fn is_gateway(address: IpAddr) -> bool {
    matches!(address, IpAddr::V4(address) if address.octets()[..3] == [10, 0, 0])
}

fuzz_target!(|raw: &[u8]| {
    let mut lines = raw.split(|byte| *byte == b'\n');
    let query = lines.next().and_then(|line| std::str::from_utf8(line).ok());
    let headers = headers(lines);
    let usual = KeyPlaces::default().find(&headers, query);
    if let Credential::One(key) = &usual {
        assert!(!key.is_empty() && !key.contains(','), "{key:?}");
    }
    // One more place can only add a key.
    let with_query = KeyPlaces::from(vec![
        KeyPlace::Authorization,
        KeyPlace::Header(HeaderName::from_static("x-api-key")),
        KeyPlace::Header(HeaderName::from_static("api-key")),
        KeyPlace::Header(HeaderName::from_static("x-goog-api-key")),
        KeyPlace::Header(HeaderName::from_static("private-token")),
        KeyPlace::WebSocket,
        KeyPlace::Query("key".to_owned()),
    ]);
    match (&usual, with_query.find(&headers, query)) {
        (Credential::None, _) | (_, Credential::Several) => {}
        (Credential::One(usual), Credential::One(found)) => assert_eq!(*usual, found),
        (usual, found) => panic!("{usual:?} became {found:?}"),
    }
    // A second key is never overlooked.
    let mut two = headers.clone();
    two.append("x-api-key", HeaderValue::from_static("sk-second"));
    match (&usual, KeyPlaces::default().find(&two, query)) {
        (Credential::None, Credential::One(key)) => assert_eq!(key, "sk-second"),
        (Credential::One(_) | Credential::Several, Credential::Several) => {}
        (usual, found) => panic!("{usual:?} became {found:?}"),
    }

    let trust = Trust::new(vec![AddressRange::parse("10.0.0.0/24").unwrap()], None).unwrap();
    let address = trust.forwarded_for(&headers);
    assert!(address.is_none_or(|address| address == address.to_canonical()));
    if let Some(address) = address.filter(|address| !is_gateway(*address)) {
        // What stands to the left of it, the client may have made up: it changes nothing.
        let mut forged = HeaderMap::new();
        forged.append(FORWARDED_FOR, HeaderValue::from_static("203.0.113.9, nonsense"));
        for line in headers.get_all(FORWARDED_FOR) {
            forged.append(FORWARDED_FOR, line.clone());
        }
        assert_eq!(trust.forwarded_for(&forged), Some(address));
    }
    let telling = TellingHeaders { scope: Some(SCOPE), ..TellingHeaders::default() };
    match Asked::forwarded(&headers, &trust, &telling) {
        Ok(asked) => {
            assert_eq!(asked.address, address);
            assert!(!asked.host.bytes().any(|byte| byte.is_ascii_uppercase()), "{}", asked.host);
            for name in ["x-forwarded-method", "x-forwarded-uri"] {
                assert_eq!(headers.get_all(name).iter().count(), 1, "{name}");
            }
            let _ = RequestPath::parse(asked.target);
        }
        Err(unclear) => assert!(!unclear.to_string().is_empty()),
    }
    if let Ok(asked) = Asked::envoy("GET", "/", &headers, &TellingHeaders::default()) {
        assert!(asked.request_id.is_none() && asked.told == Told::default());
    }
});

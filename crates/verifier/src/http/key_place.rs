//! Where clients put their key: a fixed list of places, looked at all, so that a second key is never overlooked.
//!
//! A header with another name than those listed is no key, however alike it looks (`X_Api_Key`).

use std::{borrow::Cow, str::FromStr};

use base64::{
    Engine as _,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use http::{
    HeaderMap, HeaderName,
    header::{AUTHORIZATION, SEC_WEBSOCKET_PROTOCOL},
};
use tokendesk_domain::access::Credential;

/// One place for a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyPlace {
    /// `Authorization` with the scheme `Bearer`, `Token` or `ApiKey`, or `Basic` with the key as user name and no
    /// password. Other schemes are somebody else's and carry no key.
    Authorization,
    /// The whole value of this header.
    Header(HeaderName),
    /// An offered subprotocol of a WebSocket handshake, the only place where a browser's script can put it:
    /// `openai-insecure-api-key.KEY`, or `base64url.bearer.authorization.k8s.io.` and the key in base64url.
    WebSocket,
    /// This parameter of the query. It ends up in logs: on only where it is asked for.
    Query(String),
}

impl KeyPlace {
    /// The header that it is in; none: it is in no header.
    fn header(&self) -> Option<HeaderName> {
        match self {
            Self::Authorization => Some(AUTHORIZATION),
            Self::Header(name) => Some(name.clone()),
            Self::WebSocket => Some(SEC_WEBSOCKET_PROTOCOL),
            Self::Query(_) => None,
        }
    }
}

/// One bit for each length; long names share the last one.
fn length_bit(name: &HeaderName) -> u64 {
    1 << name.as_str().len().min(63)
}

/// A text that names no place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write authorization, websocket, query:NAME or the name of a header")]
pub struct NoKeyPlace;

impl FromStr for KeyPlace {
    type Err = NoKeyPlace;

    fn from_str(text: &str) -> Result<Self, NoKeyPlace> {
        match text.split_once(':') {
            Some(("query", name)) if !name.is_empty() => return Ok(Self::Query(name.to_owned())),
            Some(_) => return Err(NoKeyPlace),
            None => {}
        }
        let name: HeaderName = text.parse().map_err(|_| NoKeyPlace)?;
        Ok(match name {
            AUTHORIZATION => Self::Authorization,
            SEC_WEBSOCKET_PROTOCOL => Self::WebSocket,
            name if name == "websocket" => Self::WebSocket,
            name => Self::Header(name),
        })
    }
}

/// The places that are looked at.
#[derive(Clone, Debug)]
pub struct KeyPlaces {
    places: Vec<KeyPlace>,
    /// A bit for each length that a header's name has among them: most other headers are passed over by it.
    lengths: u64,
}

impl Default for KeyPlaces {
    /// What clients of the usual API gateways use; no query parameter.
    fn default() -> Self {
        let headers = ["x-api-key", "api-key", "x-goog-api-key", "private-token"];
        let headers = headers.into_iter().map(|name| KeyPlace::Header(HeaderName::from_static(name)));
        let places: Vec<_> =
            [KeyPlace::Authorization].into_iter().chain(headers).chain([KeyPlace::WebSocket]).collect();
        places.into()
    }
}

impl From<Vec<KeyPlace>> for KeyPlaces {
    fn from(places: Vec<KeyPlace>) -> Self {
        let names = places.iter().filter_map(KeyPlace::header);
        let lengths = names.fold(0, |lengths, name| lengths | length_bit(&name));
        Self { places, lengths }
    }
}

impl KeyPlaces {
    /// The key of a request. Two keys are two keys also where they are alike: gateways and services
    /// would each take another one.
    pub fn find<'h>(&self, headers: &'h HeaderMap, query: Option<&'h str>) -> Credential<Cow<'h, str>> {
        let mut found = Credential::None;
        for (name, line) in headers.iter().filter(|(name, _)| self.lengths & length_bit(name) != 0) {
            for place in self.places.iter().filter(|place| place.header().as_ref() == Some(name)) {
                match place {
                    KeyPlace::Authorization => authorization(line.as_bytes(), &mut found),
                    KeyPlace::Header(_) => add(text(line.as_bytes()).into(), &mut found),
                    KeyPlace::WebSocket => subprotocols(text(line.as_bytes()), &mut found),
                    KeyPlace::Query(_) => {}
                }
            }
        }
        for place in &self.places {
            let KeyPlace::Query(name) = place else { continue };
            let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
            for (_, value) in pairs.filter(|(key, _)| key == name) {
                add(value, &mut found);
            }
        }
        found
    }
}

/// One more; nothing but white space is none. A comma is where a gateway joined two lines: no key has one.
fn add<'h>(key: Cow<'h, str>, found: &mut Credential<Cow<'h, str>>) {
    let key = match key {
        Cow::Borrowed(key) => Cow::Borrowed(key.trim_ascii()),
        Cow::Owned(key) => Cow::Owned(key),
    };
    if key.is_empty() {
        return;
    }
    *found = match found {
        Credential::None if !key.contains(',') => Credential::One(key),
        _ => Credential::Several,
    };
}

fn authorization<'h>(line: &'h [u8], found: &mut Credential<Cow<'h, str>>) {
    let line = text(line).trim_ascii();
    let (scheme, rest) = line.split_once([' ', '\t']).unwrap_or((line, ""));
    if ["bearer", "token", "apikey"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        add(rest.into(), found);
    } else if scheme.eq_ignore_ascii_case("basic") {
        // With a password it is a person's login at the service, not a key.
        let login = LENIENT.decode(rest.trim_ascii()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        match login {
            Some(mut login) if login.ends_with(':') => {
                login.pop();
                add(login.into(), found);
            }
            Some(_) => {}
            // Two lines joined can't be told from one that is broken; neither may pass as no key at all.
            None => add(UNREADABLE.into(), found),
        }
    }
}

fn subprotocols<'h>(line: &'h str, found: &mut Credential<Cow<'h, str>>) {
    for offered in line.split(',').map(str::trim_ascii) {
        if let Some(key) = offered.strip_prefix("openai-insecure-api-key.") {
            add(key.into(), found);
        } else if let Some(encoded) = offered.strip_prefix("base64url.bearer.authorization.k8s.io.") {
            let key = URL_LENIENT.decode(encoded).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            add(key.map_or(UNREADABLE.into(), Into::into), found);
        }
    }
}

/// A value that is no text: there is something, and it is no token's key.
const UNREADABLE: &str = "\u{fffd}";

const PADDING: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const LENIENT: GeneralPurpose = GeneralPurpose::new(&STANDARD, PADDING);
const URL_LENIENT: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, PADDING);

fn text(value: &[u8]) -> &str {
    std::str::from_utf8(value).unwrap_or(UNREADABLE)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use proptest::{collection::vec, prelude::*};

    use super::*;

    fn find(lines: &[(&str, &str)]) -> Credential<String> {
        find_in(&KeyPlaces::default(), lines, None)
    }

    fn find_in(places: &KeyPlaces, lines: &[(&str, &str)], query: Option<&str>) -> Credential<String> {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(
                name.parse::<HeaderName>().unwrap(),
                HeaderValue::from_bytes(value.as_bytes()).unwrap(),
            );
        }
        match places.find(&headers, query) {
            Credential::None => Credential::None,
            Credential::Several => Credential::Several,
            Credential::One(key) => Credential::One(key.into_owned()),
        }
    }

    fn one(key: &str) -> Credential<String> {
        Credential::One(key.to_owned())
    }

    #[test]
    fn a_key_is_found_wherever_clients_put_it() {
        for (name, value) in [
            ("authorization", "Bearer sk-1"),
            ("authorization", "bearer  sk-1 "),
            ("authorization", "token sk-1"),
            ("authorization", "ApiKey sk-1"),
            ("authorization", "Basic c2stMTo="),
            ("authorization", "Basic c2stMTo"),
            ("x-api-key", "sk-1"),
            ("api-key", "sk-1"),
            ("x-goog-api-key", "sk-1"),
            ("private-token", "sk-1"),
            ("sec-websocket-protocol", "chat, openai-insecure-api-key.sk-1"),
            ("sec-websocket-protocol", "base64url.bearer.authorization.k8s.io.c2stMQ, chat"),
        ] {
            assert_eq!(find(&[(name, value)]), one("sk-1"), "{name}: {value}");
        }
    }

    #[test]
    fn what_is_not_on_the_list_is_no_key() {
        for (name, value) in [
            ("x_api_key", "sk-1"),
            ("x-api-keys", "sk-1"),
            ("proxy-authorization", "Bearer sk-1"),
            ("cookie", "x-api-key=sk-1"),
            ("authorization", "Digest username=\"a\", realm=\"b\""),
            ("authorization", "Basic YW5uYTpzZWNyZXQ="),
            ("authorization", "Bearer"),
            ("authorization", ""),
            ("x-api-key", "  "),
            ("sec-websocket-protocol", "chat, superchat"),
        ] {
            assert_eq!(find(&[(name, value)]), Credential::None, "{name}: {value}");
        }
    }

    #[test]
    fn two_keys_are_several_even_where_they_are_alike() {
        for lines in [
            [("authorization", "Bearer sk-1"), ("authorization", "Bearer sk-1")],
            [("authorization", "Bearer sk-1"), ("authorization", "Basic c2stMTo=")],
            [("authorization", "Bearer sk-1"), ("x-api-key", "sk-1")],
            [("x-api-key", "sk-1"), ("x-api-key", "sk-2")],
            [("api-key", "sk-1"), ("sec-websocket-protocol", "openai-insecure-api-key.sk-2")],
        ] {
            assert_eq!(find(&lines), Credential::Several, "{lines:?}");
        }
        assert_eq!(find(&[("authorization", "Bearer sk-1, Bearer sk-2")]), Credential::Several);
        assert_eq!(find(&[("x-api-key", "sk-1,sk-2")]), Credential::Several);
        let two = "openai-insecure-api-key.sk-1, openai-insecure-api-key.sk-2";
        assert_eq!(find(&[("sec-websocket-protocol", two)]), Credential::Several);
    }

    #[test]
    fn a_value_that_is_no_text_is_a_key_that_nobody_has() {
        let mut headers = HeaderMap::new();
        headers.append("x-api-key", HeaderValue::from_bytes(b"sk-\xff\xfe").unwrap());
        let places = KeyPlaces::default();
        assert_eq!(places.find(&headers, None), Credential::One(UNREADABLE.into()));
        assert_eq!(find(&[("authorization", "Basic !!!")]), one(UNREADABLE));
    }

    #[test]
    fn the_query_counts_only_where_it_is_asked_for() {
        let query = Some("a=b&api_key=sk%2D1");
        assert_eq!(find_in(&KeyPlaces::default(), &[], query), Credential::None);
        let places = KeyPlaces::from(vec!["query:api_key".parse().unwrap(), "X-Api-Key".parse().unwrap()]);
        assert_eq!(find_in(&places, &[], query), one("sk-1"));
        assert_eq!(find_in(&places, &[("x-api-key", "sk-1")], query), Credential::Several);
        assert_eq!(find_in(&places, &[("authorization", "Bearer sk-1")], None), Credential::None);
    }

    #[test]
    fn a_place_is_named_by_one_word() {
        assert_eq!("Authorization".parse(), Ok(KeyPlace::Authorization));
        assert_eq!("websocket".parse(), Ok(KeyPlace::WebSocket));
        assert_eq!("query:key".parse(), Ok(KeyPlace::Query("key".to_owned())));
        assert_eq!("X-Key".parse(), Ok(KeyPlace::Header(HeaderName::from_static("x-key"))));
        for text in ["", "query:", "body:x", "a b"] {
            assert_eq!(text.parse::<KeyPlace>(), Err(NoKeyPlace), "{text}");
        }
    }

    const HEADERS: [&str; 6] = [
        "authorization",
        "x-api-key",
        "api-key",
        "x-goog-api-key",
        "private-token",
        "sec-websocket-protocol",
    ];

    proptest! {
        /// Whatever a client sends, in whatever bytes, is read without a panic.
        #[test]
        fn any_bytes_are_read(lines in vec((0..HEADERS.len(), vec(any::<u8>(), 0..40)), 0..6), query: String) {
            let mut headers = HeaderMap::new();
            for (name, value) in &lines {
                if let Ok(value) = HeaderValue::from_bytes(value) {
                    headers.append(HEADERS[*name], value);
                }
            }
            let places = KeyPlaces::from(vec!["authorization".parse().unwrap(), "query:key".parse().unwrap()]);
            let _ = (KeyPlaces::default().find(&headers, Some(&query)), places.find(&headers, Some(&query)));
        }

        /// A second key is never overlooked, wherever the two stand.
        #[test]
        fn two_keys_are_several(first in 0..5_usize, second in 0..5_usize, keys: [u32; 2]) {
            let line = |place: usize, key: u32| {
                let scheme = if place == 0 { "Bearer " } else { "" };
                (HEADERS[place], format!("{scheme}sk-{key}"))
            };
            let lines = [line(first, keys[0]), line(second, keys[1])];
            let lines = lines.each_ref().map(|(name, value)| (*name, value.as_str()));
            prop_assert_eq!(find(&lines), Credential::Several);
        }
    }
}

//! What a gateway says about a request, read from the headers of its dialect.

use std::{borrow::Cow, net::IpAddr};

use http::{HeaderMap, HeaderName, HeaderValue, header::HOST};
use tokendesk_domain::route::host_name;

use super::{
    told::{TellingHeaders, Told},
    trust::{Trust, address},
};

const METHOD: HeaderName = HeaderName::from_static("x-forwarded-method");
const TARGET: HeaderName = HeaderName::from_static("x-forwarded-uri");
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const PEER: HeaderName = HeaderName::from_static("x-verify-peer");

/// One client request, as told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked<'r> {
    /// Where the client is; none: the gateway did not say, or what it said is no address.
    pub address: Option<IpAddr>,
    /// As in the request line.
    pub method: &'r str,
    /// Lower case, without a port; may be blank.
    pub host: Cow<'r, str>,
    /// Path and query as the client sent them.
    pub target: &'r str,
    /// What else is known of it.
    pub told: Told<'r>,
    /// Made by the gateway, never by the client.
    pub request_id: Option<&'r str>,
}

/// Why it can't be told what was asked: the gateway's configuration is wrong, or lets headers of the client through.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unclear {
    /// A header that it must send.
    #[error("the gateway does not send {0}")]
    Missing(HeaderName),
    /// One of the lines may be the client's.
    #[error("{0} comes more than once")]
    Repeated(HeaderName),
    /// A value that is no text, or not what is told in this header.
    #[error("{0} has no readable value")]
    Unreadable(HeaderName),
}

impl<'r> Asked<'r> {
    /// The dialect of nginx, Caddy, Traefik and others: a request of its own, described by `X-Forwarded-…`.
    ///
    /// # Errors
    /// What is asked can't be told.
    pub fn forwarded(
        headers: &'r HeaderMap,
        trust: &Trust,
        telling: &TellingHeaders,
    ) -> Result<Self, Unclear> {
        let [method, target, host, request_id] = lines(headers, [METHOD, TARGET, FORWARDED_HOST, REQUEST_ID]);
        let method = method.the_one()?.ok_or(Unclear::Missing(METHOD))?;
        let target = target.the_one()?.ok_or(Unclear::Missing(TARGET))?;
        let host = host.the_one()?.unwrap_or_default();
        Ok(Self {
            address: trust.forwarded_for(headers),
            method,
            host: host_name(host),
            target,
            told: telling.read(headers)?,
            request_id: request_id.the_one()?,
        })
    }

    /// The dialect of Envoy over HTTP: the client's own method, host and path, the last behind a prefix.
    ///
    /// The request id is not read: from a client within a private network Envoy takes that of the client.
    ///
    /// # Errors
    /// What is asked can't be told.
    pub fn envoy(
        method: &'r str,
        target: &'r str,
        headers: &'r HeaderMap,
        telling: &TellingHeaders,
    ) -> Result<Self, Unclear> {
        let host = the_one(headers, &HOST)?.unwrap_or_default();
        Ok(Self {
            address: the_one(headers, &PEER)?.and_then(address),
            method,
            host: host_name(host),
            target,
            told: telling.read(headers)?,
            request_id: None,
        })
    }
}

/// The value of a header that may come once.
pub(super) fn the_one<'r>(headers: &'r HeaderMap, name: &HeaderName) -> Result<Option<&'r str>, Unclear> {
    let [line] = lines(headers, [name.clone()]);
    line.the_one()
}

/// What came of one header.
struct Line<'r> {
    name: HeaderName,
    value: Option<&'r HeaderValue>,
    is_repeated: bool,
}

/// The lines of these headers, in one walk: to look for each by itself takes several times as long.
fn lines<const N: usize>(headers: &HeaderMap, names: [HeaderName; N]) -> [Line<'_>; N] {
    let mut lines = names.map(|name| Line { name, value: None, is_repeated: false });
    for (name, value) in headers {
        if let Some(line) = lines.iter_mut().find(|line| line.name.as_str() == name.as_str()) {
            line.is_repeated = line.value.is_some();
            line.value = Some(value);
        }
    }
    lines
}

impl<'r> Line<'r> {
    fn the_one(&self) -> Result<Option<&'r str>, Unclear> {
        match self.value {
            None => Ok(None),
            Some(_) if self.is_repeated => Err(Unclear::Repeated(self.name.clone())),
            Some(value) => value.to_str().map(Some).map_err(|_| Unclear::Unreadable(self.name.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use tokendesk_domain::{amount::Amount, scope::ScopeName};

    use super::*;

    const SCOPE: HeaderName = HeaderName::from_static("x-required-scope");
    const MODEL: HeaderName = HeaderName::from_static("x-request-model");
    const COST: HeaderName = HeaderName::from_static("x-request-cost");

    fn telling() -> TellingHeaders {
        TellingHeaders { scope: Some(SCOPE), model: Some(MODEL), cost: Some(COST) }
    }

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, value.parse().unwrap());
        }
        headers
    }

    const USUAL: [(&str, &str); 3] = [
        ("x-forwarded-method", "POST"),
        ("x-forwarded-uri", "/v1/x?y=z"),
        ("x-forwarded-for", "203.0.113.7"),
    ];

    fn forwarded(headers: &HeaderMap) -> Result<Asked<'_>, Unclear> {
        Asked::forwarded(headers, &Trust::new(Vec::new(), None).unwrap(), &telling())
    }

    #[test]
    fn a_forwarded_request_is_what_the_gateway_says() {
        let mut lines = USUAL.to_vec();
        lines.extend([
            ("x-forwarded-host", "API.example.com:8443"),
            ("x-request-id", "r1"),
            ("x-required-scope", "read"),
            ("x-request-model", "gpt-4o"),
            ("x-request-cost", "250"),
            ("host", "verifier"),
        ]);
        let headers = headers(&lines);
        let expected = Asked {
            address: Some("203.0.113.7".parse().unwrap()),
            method: "POST",
            host: "api.example.com".into(),
            target: "/v1/x?y=z",
            told: Told {
                scope: Some(ScopeName::parse("read").unwrap()),
                model: Some("gpt-4o"),
                cost: Amount::new(250).unwrap(),
            },
            request_id: Some("r1"),
        };
        assert_eq!(forwarded(&headers), Ok(expected));
    }

    #[test]
    fn a_gateway_that_does_not_say_what_is_asked_is_told_so() {
        assert_eq!(forwarded(&headers(&USUAL[1..])), Err(Unclear::Missing(METHOD)));
        assert_eq!(forwarded(&headers(&USUAL[..1])), Err(Unclear::Missing(TARGET)));
    }

    #[test]
    fn a_header_that_a_client_added_is_not_taken_for_the_gateways() {
        for (name, expected) in [
            ("x-forwarded-method", METHOD),
            ("x-forwarded-uri", TARGET),
            ("x-forwarded-host", FORWARDED_HOST),
            ("x-request-id", REQUEST_ID),
            ("x-required-scope", SCOPE),
            ("x-request-model", MODEL),
            ("x-request-cost", COST),
        ] {
            let mut lines: Vec<_> = USUAL.into_iter().filter(|line| line.0 != name).collect();
            lines.extend([(name, "a"), (name, "b")]);
            assert_eq!(forwarded(&headers(&lines)), Err(Unclear::Repeated(expected)));
        }
    }

    #[test]
    fn look_alikes_with_underscores_say_nothing() {
        let mut lines = USUAL.to_vec();
        lines.extend([
            ("x_forwarded_uri", "/admin"),
            ("x_forwarded_for", "10.0.0.1"),
            ("x_request_id", "r2"),
        ]);
        assert_eq!(forwarded(&headers(&lines)), forwarded(&headers(&USUAL)));
    }

    #[test]
    fn scope_model_and_cost_are_taken_only_where_their_headers_were_switched_on() {
        let mut lines = USUAL.to_vec();
        lines.extend([("x-required-scope", "read"), ("x-request-model", "m"), ("x-request-cost", "1")]);
        let headers = headers(&lines);
        let trust = Trust::new(Vec::new(), None).unwrap();
        let asked = Asked::forwarded(&headers, &trust, &TellingHeaders::default()).unwrap();
        assert_eq!(asked.told, Told::default());
    }

    #[test]
    fn a_cost_is_a_whole_number_of_units_and_a_blank_one_is_none() {
        let cost = |text| {
            let mut lines = USUAL.to_vec();
            lines.push(("x-request-cost", text));
            forwarded(&headers(&lines)).map(|asked| asked.told.cost.units())
        };
        assert_eq!(
            (cost(""), cost("0"), cost("1000000000000000")),
            (Ok(0), Ok(0), Ok(1_000_000_000_000_000))
        );
        for text in ["-1", "+1", "1.5", "1e3", "NaN", "$1", "1000000000000001", "18446744073709551616", " "] {
            assert_eq!(cost(text), Err(Unclear::Unreadable(COST)), "{text}");
        }
    }

    #[test]
    fn envoys_own_words_are_method_host_and_path_and_no_forwarded_header() {
        let mut lines = USUAL.to_vec();
        lines.extend([
            ("host", "api.example.com"),
            ("x-verify-peer", "198.51.100.1"),
            ("x-request-id", "r1"),
        ]);
        let headers = headers(&lines);
        let asked = Asked::envoy("DELETE", "/v1/y", &headers, &TellingHeaders::default()).unwrap();
        let expected = Asked {
            address: Some("198.51.100.1".parse().unwrap()),
            method: "DELETE",
            host: "api.example.com".into(),
            target: "/v1/y",
            told: Told::default(),
            request_id: None,
        };
        assert_eq!(asked, expected);
    }
}

//! What each gateway is handed, to the byte.

use tokendesk_domain::gateway_secret::GatewaySecret;
use tokendesk_gateway_config::{Gateway, Setup, VerifierPlace};

const SECRET: &str = "0123456789abcdefghijABCDEFGHIJ-_";

fn setup(verifier: &str, secret: Option<&str>) -> Setup {
    Setup {
        listen: "127.0.0.1:8080".parse().expect("a right value"),
        backend: "api.internal:3000".parse().expect("a right value"),
        verifier: verifier.parse().expect("a right value"),
        secret: secret.map(|text| GatewaySecret::parse(text).expect("a right value")),
    }
}

fn whole(gateway: Gateway, setup: &Setup) -> String {
    let files = gateway.files(setup).into_iter();
    files.flat_map(|file| ["==> ".to_owned(), file.name.to_owned(), " <==\n".to_owned(), file.text]).collect()
}

#[test]
fn every_gateway_is_handed_a_complete_configuration() {
    for gateway in Gateway::ALL {
        insta::assert_snapshot!(gateway.name(), whole(gateway, &setup("127.0.0.1:9180", Some(SECRET))));
    }
}

#[test]
fn a_socket_stands_where_the_address_stood() {
    let place: VerifierPlace = "unix:/run/tokendesk/verifier.sock".parse().expect("a right value");
    for gateway in Gateway::ALL.into_iter().filter(|gateway| gateway.reaches(&place)) {
        let text = whole(gateway, &setup("unix:/run/tokendesk/verifier.sock", None));
        assert!(text.contains("/run/tokendesk/verifier.sock"), "{}", gateway.name());
        assert!(!text.contains("9180"), "{}", gateway.name());
    }
    assert!(!Gateway::Traefik.reaches(&place));
}

#[test]
fn without_a_secret_none_is_shown() {
    for gateway in Gateway::ALL {
        let name = gateway.name();
        let with = whole(gateway, &setup("127.0.0.1:9180", Some(SECRET)));
        assert!(with.contains(SECRET), "{name}");
        let without = whole(gateway, &setup("127.0.0.1:9180", None));
        assert_eq!(without.lines().count() + with.matches(SECRET).count(), with.lines().count(), "{name}");
    }
}

#[test]
fn every_name_of_a_template_is_filled_in() {
    for gateway in Gateway::ALL {
        for place in ["127.0.0.1:9180", "unix:/run/v.sock"] {
            let text = whole(gateway, &setup(place, None));
            let left = text.match_indices('@').find(|(at, _)| {
                let name = text[at + 1..].trim_start_matches(|c: char| c.is_ascii_lowercase() || c == '_');
                name.starts_with('@') && name.len() + 1 < text[*at..].len()
            });
            assert_eq!(left, None, "{}", gateway.name());
        }
    }
}

//! What `token explain` says is what the verifier does.

use tokendesk_domain::{access::Credential, amount::Amount, request_path::RequestPath};
use tokendesk_verifier::{Charge, Question, Verifier, VerifierOptions, Zone, system_clock};

use crate::machine::{Machine, text};

const TOKENS: [&str; 6] = [
    "--name plain --scope read",
    "--name both --scope read --scope write",
    "--name allowed --scope read --allow-ip 10.0.0.0/8 --block-ip 10.1.0.0/16",
    "--name disabled --scope write --block-ip 10.1.0.0/16",
    "--name revoked --scope read --allow-ip 10.0.0.0/8",
    "--name deleted --scope read",
];

const ROUTES: [&str; 4] = [
    "GET /v1/{kind} --scope read",
    "ANY /v1/{rest*} --scope write",
    "GET /v1/{kind}/health --any-token",
    "GET /v1/a --scope write --host api.example",
];

#[test]
fn an_explanation_and_the_verifier_agree_on_every_request() {
    let machine = Machine::bare();
    let issue =
        |line: &&str| text(&machine.one(&format!("token issue {line} --show-once"))["key"]).to_owned();
    let keys: Vec<String> = TOKENS.iter().map(issue).collect();
    machine.one("token disable 4");
    machine.one("token revoke 5 --reason leaked");
    machine.one("token delete 6");
    for route in ROUTES {
        machine.one(&format!("route add {route}"));
    }
    for unmatched in ["refuse", "pass"] {
        machine.one(&format!("route unmatched {unmatched}"));
        let verifier = Verifier::open(VerifierOptions {
            file: tokendesk_issuer::data_file(&machine.data()),
            state_dir: machine.path(&format!("verifier-{unmatched}")),
            zone: Zone::default(),
            clock: system_clock(),
        })
        .expect("a verifier");
        for (index, key) in keys.iter().enumerate() {
            for address in [None, Some("10.0.0.1"), Some("10.1.0.1"), Some("11.0.0.1")] {
                for (method, host, target) in [
                    ("HEAD", "", "/v1/a?b"),
                    ("GET", "api.example", "/v1/a"),
                    ("POST", "", "/v1/a"),
                    ("GET", "", "/v1/a/health"),
                    ("GET", "", "/v2"),
                ] {
                    let path = RequestPath::parse(target).expect("a path");
                    let address_read = address.map(|address| address.parse().expect("an address"));
                    let question = Question {
                        address: address_read,
                        method,
                        host,
                        path: &path,
                        scope: None,
                        model: None,
                        cost: Amount::ZERO,
                    };
                    let verdict = verifier.verify(Credential::One(key), &question, Charge::Nothing);
                    let mut line = format!("token explain {} --method {method} --path {target}", index + 1);
                    for (option, value) in
                        [("--address", address), ("--host", Some(host).filter(|h| !h.is_empty()))]
                    {
                        line.extend(value.map(|value| format!(" {option} {value}")));
                    }
                    let explained = machine.one(&line);
                    assert_eq!(
                        explained["code"].as_str(),
                        verdict.refusal.as_ref().map(tokendesk_domain::access::Refusal::code),
                        "{line}"
                    );
                }
            }
        }
    }
}

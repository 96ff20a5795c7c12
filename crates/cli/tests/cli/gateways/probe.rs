//! `tokendesk gateway test` on real gateways: right ones, and ones with a mistake in them.

use std::net::SocketAddr;

use super::{
    Served,
    process::{NOBODY, free_address},
    program::{Gateway, Program},
    with_each_gateway,
};
use crate::machine::Machine;

with_each_gateway!(
    a_gateway_with_our_configuration_is_right_in_every_step,
    a_verifier_that_is_down_is_said,
    a_verifier_with_another_data_file_is_said,
);

/// Step, what was found, and the code of what is wrong.
type Found = Vec<(String, String, String)>;

fn test(machine: &Machine, gateway: SocketAddr, more: &[&str]) -> Found {
    let gateway = gateway.to_string();
    let arguments = ["gateway", "test", "--json", "--gateway", &gateway];
    let answer = machine.run(arguments.iter().chain(more));
    let steps = answer.out.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
    let word = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let found: Found =
        steps.map(|step| (word(&step["step"]), word(&step["found"]), word(&step["code"]))).collect();
    assert_eq!(found.len(), 9, "{}", answer.err);
    let is_wrong = found.iter().any(|(_, found, _)| found == "wrong");
    assert_eq!(answer.code, i32::from(is_wrong), "{}", answer.err);
    assert_eq!(machine.json("token list --status all").len(), 0, "the token of the test is gone");
    found
}

/// The only mistake; all before it is right.
fn mistake(found: &Found) -> (&str, &str) {
    let mut wrong = found.iter().filter(|(_, found, _)| found == "wrong");
    let (step, _, code) = wrong.next().unwrap_or_else(|| panic!("something is wrong: {found:?}"));
    assert!(wrong.next().is_none(), "{found:?}");
    (step, code)
}

/// A gateway whose backend nobody has started.
fn gateway(
    program: Program,
    machine: &Machine,
    verifier: &str,
    edit: impl Fn(String) -> String,
) -> (Gateway, String) {
    let backend = free_address();
    (program.start(machine, backend, &["--verifier", verifier], edit), backend.to_string())
}

fn a_gateway_with_our_configuration_is_right_in_every_step(program: Program) {
    let machine = Machine::bare();
    machine.json("token list");
    let served = Served::start(&machine, &["--listen", "127.0.0.1:0"]);
    let (gateway, backend) = gateway(program, &machine, &served.place, |text| text);
    let found = test(&machine, gateway.address, &["--backend", &backend]);
    // Traefik tells the rest of a limit with a refusal only: how often one request is charged can't be seen.
    let unseen = if matches!(program, Program::Traefik) { "request_id" } else { "" };
    let expected = |step: &str| if step == unseen { "skipped" } else { "right" };
    assert!(found.iter().all(|(step, found, _)| found == expected(step)), "{found:?}");
}

fn a_verifier_that_is_down_is_said(program: Program) {
    let machine = Machine::bare();
    let (gateway, backend) = gateway(program, &machine, &NOBODY.to_string(), |text| text);
    let found = test(&machine, gateway.address, &["--backend", &backend]);
    assert_eq!(mistake(&found), ("without_key", "verifier_unreached"));
}

fn a_verifier_with_another_data_file_is_said(program: Program) {
    let (machine, other) = (Machine::bare(), Machine::bare());
    other.json("token list");
    let served = Served::start(&other, &["--listen", "127.0.0.1:0"]);
    let (gateway, backend) = gateway(program, &machine, &served.place, |text| text);
    let found = test(&machine, gateway.address, &["--backend", &backend]);
    assert_eq!(mistake(&found), ("right_key", "other_data"));
}

/// nginx with our configuration but for what `edit` does to it.
fn test_nginx(edit: impl Fn(String) -> String) -> Found {
    let machine = Machine::bare();
    machine.json("token list");
    let served = Served::start(&machine, &["--listen", "127.0.0.1:0"]);
    let (gateway, backend) = gateway(Program::Nginx, &machine, &served.place, edit);
    test(&machine, gateway.address, &["--backend", &backend])
}

/// Takes every line with this text out.
fn without(text: &str, line: &str) -> String {
    assert!(text.contains(line), "{line} is in the configuration");
    text.lines().filter(|one| !one.contains(line)).fold(String::new(), |text, line| text + line + "\n")
}

#[test]
fn a_gateway_that_does_not_ask_is_said() {
    let found = test_nginx(|text| without(&text, "auth_request /_tokendesk_verify;"));
    assert_eq!(mistake(&found), ("without_key", "not_enforced"));
}

#[test]
fn a_key_that_reaches_the_backend_is_said() {
    let found = test_nginx(|text| without(&text, "proxy_set_header Authorization \"\";"));
    assert_eq!(mistake(&found), ("key_taken_off", "key_passed_on"));
}

#[test]
fn a_forged_identity_that_reaches_the_backend_is_said() {
    let found = test_nginx(|text| without(&text, "proxy_set_header X-Token-Id"));
    assert_eq!(mistake(&found), ("identity", "identity_forged"));
}

#[test]
fn an_address_that_clients_can_forge_is_said() {
    let client = "proxy_set_header X-Forwarded-For $remote_addr;";
    let forged = "proxy_set_header X-Forwarded-For $http_x_forwarded_for;";
    let found = test_nginx(|text| {
        // Without the header the verifier knows no address, and the token of the test has a list.
        text.replacen(client, &forged.replace("$http_x_forwarded_for", "$tokendesk_forged"), 1)
            + "map $http_x_forwarded_for $tokendesk_forged { default $http_x_forwarded_for; '' $remote_addr; }\n"
    });
    assert_eq!(mistake(&found), ("address", "address_forged"));
}

#[test]
fn a_request_id_that_clients_can_choose_is_said() {
    let found = test_nginx(|text| {
        text.replacen("X-Request-Id $request_id;", "X-Request-Id $tokendesk_chosen;", 1)
            + "map $http_x_request_id $tokendesk_chosen { default $http_x_request_id; '' $request_id; }\n"
    });
    assert_eq!(mistake(&found), ("request_id", "request_id_forged"));
}

#[test]
fn a_gateway_that_is_not_there_and_a_backend_that_is_there_are_said() {
    let machine = Machine::bare();
    let found = test(&machine, NOBODY, &[]);
    assert_eq!(mistake(&found), ("without_key", "unreached"));
    let served = Served::start(&machine, &["--listen", "127.0.0.1:0"]);
    let backend = super::Backend::start();
    let address = backend.address.to_string();
    let gateway =
        Program::Nginx.start(&machine, backend.address, &["--verifier", &served.place], |text| text);
    let found = test(&machine, gateway.address, &["--backend", &address]);
    let skipped: Vec<_> = found.iter().filter(|(_, found, _)| found == "skipped").collect();
    assert_eq!(skipped.len(), 2, "{found:?}");
    assert!(found.iter().all(|(_, found, _)| found != "wrong"), "{found:?}");
}

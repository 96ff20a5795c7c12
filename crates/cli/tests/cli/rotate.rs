//! Rotating a token's key from the shell, beside a verifier.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::{
    gateways::{Request, Served, issue},
    machine::{Machine, keys, text},
};

fn serve(machine: &Machine, options: &[&str]) -> (Served, SocketAddr) {
    let options: Vec<_> = ["--listen", "127.0.0.1:0"].iter().chain(options).copied().collect();
    let served = Served::start(machine, &options);
    let address = served.place.parse().expect("an address");
    (served, address)
}

fn ask(address: SocketAddr, key: &str) -> Value {
    let body = json!({"key": key, "ip": "10.0.3.7"}).to_string();
    let request = Request::new("POST", "/v1/verify").header("Content-Type", "application/json").body(&body);
    serde_json::from_str(&request.send(address).body).expect("an object")
}

/// Waits until the key is answered with this code.
fn until_code(address: SocketAddr, key: &str, code: &str) {
    let until = Instant::now() + Duration::from_secs(20);
    while ask(address, key)["code"] != code {
        assert!(Instant::now() < until, "{code} was waited for");
    }
}

fn rotate(machine: &Machine, options: &str) -> String {
    text(&machine.one(&format!("token rotate 1 {options}"))["key"]).to_owned()
}

#[test]
fn the_metric_tells_how_long_after_the_rotation_it_holds() {
    let machine = Machine::new();
    let first = issue(&machine, "ci", "");
    let (served, address) = serve(&machine, &[]);
    assert_eq!(ask(address, &first)["code"], "allowed");
    // It writes that down, and would hold the file's lock if it stopped just then.
    while machine.one("token show 1")["last_used"].is_null() {}
    machine.one("token show 1");
    let longest = || served.figure("tokendesk_lag_max_milliseconds");
    let before = longest();
    // Nothing can hold while it does nothing: the metric has to know.
    served.hang();
    let second = rotate(&machine, "--grace now");
    // Twice as long as asked for below: the metric goes by the clock on the wall, which is put right at times.
    std::thread::sleep(Duration::from_millis(2 * (before + 500)));
    served.signal(rustix::process::Signal::CONT);
    until_code(address, &second, "allowed");
    assert_eq!(ask(address, &first)["code"], "key_rotated_out", "from the moment on that the new one passes");
    assert!(longest() >= before + 500, "{before}, then {}", longest());
    assert_eq!(longest(), served.figure("tokendesk_lag_milliseconds"), "the rotation was the last change");
}

#[test]
fn a_rotation_prints_the_new_key_and_says_what_becomes_of_the_old_one() {
    let machine = Machine::new();
    let first = text(&machine.one("token issue --name ci --scope read")["key"]).to_owned();
    let rotated = machine.one("token rotate 1 --grace 7d --quiet-for 24h");
    let second = text(&rotated["key"]).to_owned();
    assert_ne!(first, second);
    assert_eq!((&rotated["key_generation"], &rotated["revision"]), (&json!(2), &json!(2)));
    let old = &rotated["old_keys"][0];
    assert_eq!(
        (&old["generation"], &old["passes"], &old["quiet_for_s"]),
        (&json!(1), &json!(true), &json!(86_400))
    );
    assert_eq!(machine.text("token key 1").trim_end(), second);
    assert_eq!(machine.one("token show 1")["old_keys"], rotated["old_keys"]);
    assert_eq!(machine.one("token show 1")["history"][1]["action"], "rotated");

    let shown = machine.text("token show 1");
    assert!(shown.contains("no calls") && shown.contains("or after 1d without a call"), "{shown}");
    let said = machine.run("token rotate 1 --grace now".split(' '));
    let third = keys(&said.out).first().expect("a key").to_string();
    assert!(said.out.trim_end().ends_with(&third), "the key stands alone at the end");
    assert!(said.err.contains("The old key is refused from now on."), "{}", said.err);
    assert_eq!(machine.json("token old-key list 1").len(), 2);

    let revoke =
        |generation: u32| machine.one(&format!("token old-key revoke 1 {generation}"))["changed"].clone();
    assert_eq!((revoke(1), revoke(1)), (json!(true), json!(false)));
    assert_eq!(machine.one("token show 1")["old_keys"], json!([]));
    let whole = [machine.text("token show 1"), machine.text("token old-key list 1")].concat();
    assert!(![first, second, third].iter().any(|key| whole.contains(key)));
}

#[test]
fn what_can_not_be_rotated_is_said_and_stays_as_it_is() {
    let machine = Machine::bare();
    machine.issue("ci");
    let refused = |line: &str| {
        let before = machine.content();
        let answer = machine.run(line.split(' ').chain(["--json"]));
        assert_eq!((answer.code, answer.out.as_str()), (2, ""), "{line}");
        assert_eq!(machine.content(), before, "{line}");
        answer.errors()
    };
    let at = |code: &str, field: &str| (code.to_owned(), Some(field.to_owned()), None);
    let wrong = refused("token rotate 1 --grace soon --quiet-for 31d");
    assert_eq!(wrong, [at("not_a_time", "grace"), at("not_a_time", "quiet_for")]);
    assert_eq!(refused("token rotate 1"), [at("required", "grace")]);
    assert_eq!(refused("token rotate 9 --grace 1h"), [at("not_found", "id")]);
    assert_eq!(refused("token old-key revoke 1 1"), [at("present_key", "generation")]);
    assert_eq!(refused("token old-key revoke 1 7"), [at("not_found", "generation")]);
    for _ in 0..3 {
        rotate(&machine, "--grace 1h");
    }
    assert_eq!(refused("token rotate 1 --grace 1h"), [at("too_many_old_keys", "grace")]);
    machine.one("token delete 1");
    assert_eq!(refused("token rotate 1 --grace now"), [at("not_editable", "id")]);
}

#[test]
fn without_its_passphrase_a_copyable_key_is_not_rotated() {
    let machine = Machine::new();
    let key = text(&machine.one("token issue --name ci --scope read")["key"]).to_owned();
    let machine = machine.without_passphrase();
    let answer = machine.run("token rotate 1 --grace 1h --json".split(' '));
    assert_ne!(answer.code, 0);
    let machine = machine.with_passphrase(crate::machine::PASSPHRASE);
    assert_eq!(machine.text("token key 1").trim_end(), key);
    assert_eq!(machine.one("token show 1")["key_generation"], 1);
}

#[test]
fn a_running_verifier_takes_both_keys_tells_them_apart_and_refuses_the_old_one_when_it_ends() {
    let machine = Machine::bare();
    let first = issue(&machine, "ci", "");
    let (served, address) = serve(&machine, &[]);
    assert_eq!(ask(address, &first)["code"], "allowed");
    let second = rotate(&machine, "--grace 24h");
    until_code(address, &second, "allowed");
    let generation = |key: &str| ask(address, key)["token"]["generation"].clone();
    assert_eq!((generation(&first), generation(&second)), (json!(1), json!(2)));

    let figures = Request::get("/metrics").send(address).body;
    assert!(figures.contains("tokendesk_allowed_by_key_total{key=\"old\"} 1"), "{figures}");
    let until = Instant::now() + Duration::from_secs(20);
    let told = || machine.json("token old-key list 1").remove(0);
    while told()["calls"] != 1 {
        assert!(Instant::now() < until, "its use is told");
    }
    assert_eq!(told()["last_address"], "10.0.3.7");
    assert_eq!(machine.one("token explain 1 --key-generation 1")["code"], json!(null));

    let third = rotate(&machine, "--grace now");
    until_code(address, &third, "allowed");
    until_code(address, &second, "key_rotated_out");
    assert_eq!(ask(address, &first)["code"], "allowed", "its end is its own");
    machine.one("token old-key revoke 1 1");
    until_code(address, &first, "key_rotated_out");
    assert_eq!(machine.one("token explain 1 --key-generation 1")["code"], "key_rotated_out");
    assert_eq!(ask(address, &third)["code"], "allowed");

    let log = served.stop();
    let said = log.lines().filter(|line| line.contains("an old key is used"));
    let said: Vec<Value> = said.map(|line| serde_json::from_str(line).expect("an object")).collect();
    // The second one may still be taken between its rotation and the verifier's hearing of it.
    let of_first = said.iter().filter(|line| line["key_generation"] == 1).count();
    assert_eq!(of_first, 1, "once an hour: {log}");
    assert!(![first, second, third].iter().any(|key| log.contains(key)), "keys are in no log");
}

#[test]
fn a_shorter_life_of_the_token_ends_its_old_key_too_at_a_running_verifier() {
    let machine = Machine::bare();
    let first = issue(&machine, "ci", "--expires 30d");
    let (_served, address) = serve(&machine, &[]);
    let second = rotate(&machine, "--grace 7d");
    until_code(address, &second, "allowed");
    let ends = |machine: &Machine| machine.one("token show 1")["old_keys"][0]["ends"].clone();
    let grace = ends(&machine);
    machine.one("token edit 1 --expires 60d");
    assert_eq!(ends(&machine), grace, "a longer life gives an old key nothing");
    let soon = (tokendesk_issuer::system_clock()() + chrono::TimeDelta::seconds(3))
        .format("%Y-%m-%dT%H:%M:%SZ")
        .to_string();
    machine.one(&format!("token edit 1 --expires {soon}"));
    until_code(address, &first, "key_rotated_out");
    machine.one("token edit 1 --expires never");
    until_code(address, &second, "allowed");
    assert_eq!(ask(address, &first)["code"], "key_rotated_out", "it does not come back");
}

//! What a verifier counted, told by `token usage`; and a rate that it keeps.

use serde_json::{Value, json};

use crate::{
    gateways::{Request, Served, issue},
    machine::{Machine, text},
};

fn codes(machine: &Machine, bodies: &[Value]) -> Vec<String> {
    let served = Served::start(machine, &["--listen", "127.0.0.1:0"]);
    let address = served.place.parse().expect("an address");
    let code = |body: &Value| {
        let request = Request::new("POST", "/v1/verify").header("Content-Type", "application/json");
        let reply = request.body(&body.to_string()).send(address);
        text(&serde_json::from_str::<Value>(&reply.body).expect("an object")["code"]).to_owned()
    };
    let codes = bodies.iter().map(code).collect();
    // It tells what it counted before it ends.
    served.stop();
    codes
}

#[test]
fn what_the_verifier_allowed_and_refused_is_told_by_reason_and_address() {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "--request-limit 2 --block-ip 10.0.0.9");
    let ask = |ip: &str| json!({"key": key, "ip": ip});
    let asked: Vec<_> = ["10.0.0.1", "10.0.0.9", "10.0.0.2", "10.0.0.1"].map(ask).into();
    assert_eq!(codes(&machine, &asked), ["allowed", "ip_blocked", "allowed", "limit_reached"]);

    for (line, stretches) in
        [("token usage ci --days 1", 24), ("token usage 1", 7), ("token usage 1 --days 31", 31)]
    {
        let usage = machine.one(line);
        assert_eq!((&usage["id"], &usage["name"], &usage["allowed"]), (&json!(1), &json!("ci"), &json!(2)));
        assert_eq!(usage["refused"], json!({"ip_blocked": 1, "limit_reached": 1}));
        let told = usage["stretches"].as_array().expect("stretches");
        assert_eq!(told.len(), stretches, "{line}");
        let sum: u64 = told.iter().filter_map(|stretch| stretch["allowed"].as_u64()).sum();
        assert_eq!(sum, 2, "{line}");
        let mut seen: Vec<_> = usage["addresses"]
            .as_array()
            .expect("addresses")
            .iter()
            .map(|one| text(&one["address"]))
            .collect();
        seen.sort_unstable();
        assert_eq!(seen, ["10.0.0.1", "10.0.0.2"]);
    }
    let sheet = machine.text("token usage ci");
    assert!(sheet.contains("limit_reached") && sheet.contains("10.0.0.2"), "{sheet}");
}

#[test]
fn a_name_that_several_tokens_have_asks_for_a_number() {
    let machine = Machine::bare();
    issue(&machine, "ci", "");
    issue(&machine, "ci", "");
    assert_eq!(machine.run(["token", "usage", "ci", "--json"]).error(), "several_tokens");
    assert_eq!(machine.run(["token", "usage", "nobody", "--json"]).error(), "not_found");
    assert_eq!(machine.run(["token", "usage", "7", "--json"]).error(), "not_found");
    assert_eq!(machine.run(["token", "usage", "1", "--days", "32", "--json"]).error(), "invalid_value");
    machine.text("token delete 2");
    assert_eq!(machine.one("token usage ci")["id"], 1);
}

#[test]
fn a_rate_is_issued_edited_told_and_kept_by_the_verifier() {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "--rate 10/hour --burst 2");
    assert_eq!(machine.one("token show 1")["rate"], json!({"max": 10, "window": "hour", "burst": 2}));
    let ask = json!({"key": key, "ip": "10.0.0.1"});
    let asked = vec![ask; 3];
    assert_eq!(codes(&machine, &asked), ["allowed", "allowed", "rate_limited"]);

    let edited = machine.one("token edit 1 --rate 1000/second");
    assert_eq!(edited["rate"], json!({"max": 1000, "window": "second", "burst": 2}));
    assert_eq!(machine.one("token edit 1 --rate none")["rate"], Value::Null);
    let history = &machine.one("token show 1")["history"];
    assert_eq!(
        (&history[1]["changes"][0]["field"], &history[1]["changes"][0]["before"]),
        (&json!("rate"), &json!({"max": 10, "window": "hour", "burst": 2}))
    );
    for (options, errors) in [
        ("--rate 5", vec!["rate"]),
        ("--rate 1.5/hour --burst 0", vec!["rate", "burst"]),
        ("--burst 5", vec!["rate"]),
    ] {
        let line = format!("token edit 1 {options} --json");
        let refused = machine.run(line.split(' '));
        let fields: Vec<_> = refused.errors().into_iter().filter_map(|(_, field, _)| field).collect();
        assert_eq!((refused.code, fields), (2, errors.into_iter().map(str::to_owned).collect()), "{options}");
    }
}

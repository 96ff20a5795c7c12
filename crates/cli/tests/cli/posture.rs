//! Which tokens need a look, as people and scripts ask.

use serde_json::json;

use crate::machine::{Machine, text};

/// One that ends within a day, one without any bound, one that nothing is wrong with.
fn machine() -> Machine {
    let machine = Machine::bare();
    let soon =
        (tokendesk_issuer::system_clock()() + chrono::TimeDelta::hours(20)).format("%Y-%m-%dT%H:%M:%SZ");
    machine.text(&format!(
        "token issue --name soon --scope read --show-once --request-limit 5 --expires {soon}"
    ));
    machine.text("token issue --name loose --scope read --show-once");
    machine.text("token issue --name calm --scope read --show-once --request-limit 5");
    machine
}

#[test]
fn findings_are_told_with_their_counts_and_first_tokens_the_most_severe_first() {
    let machine = machine();
    let found = machine.json("posture");
    assert_eq!(found.len(), 2);
    assert_eq!((text(&found[0]["finding"]), text(&found[0]["severity"])), ("expires_in_1_day", "critical"));
    assert_eq!((&found[0]["count"], text(&found[0]["tokens"][0]["name"])), (&json!(1), "soon"));
    assert_eq!(text(&found[0]["tokens"][0]["at"]).len(), "2027-01-31T00:00:00.000Z".len());
    assert_eq!((text(&found[1]["finding"]), text(&found[1]["tokens"][0]["name"])), ("unbounded", "loose"));
    assert_eq!(machine.json("token warnings"), found);
    let sheet = machine.text("posture");
    assert!(sheet.contains("1 unbounded (warning)") && sheet.contains("loose"), "{sheet}");
    assert!(!sheet.contains("calm"), "{sheet}");
}

#[test]
fn only_as_many_tokens_as_wanted_are_named_and_all_are_counted() {
    let machine = machine();
    machine.text("token issue --name loose2 --scope read --show-once");
    let found = machine.json("posture --first 1");
    assert_eq!((&found[1]["count"], found[1]["tokens"].as_array().map(Vec::len)), (&json!(2), Some(1)));
    assert!(machine.text("posture --first 1").contains("and 1 more"));
    let found = machine.json("posture --first 0");
    assert_eq!((&found[1]["count"], &found[1]["tokens"]), (&json!(2), &json!([])));
}

#[test]
fn the_exit_code_tells_of_findings_only_where_that_is_asked_for() {
    let machine = machine();
    let code = |line: &str| machine.run(line.split(' ')).code;
    assert_eq!(code("posture"), 0);
    assert_eq!(code("posture --fail-on critical"), 3);
    assert_eq!(code("token delete 1"), 0);
    assert_eq!(code("posture --fail-on critical"), 0, "the worst is a warning now");
    let answer = machine.run("posture --fail-on warning --json".split(' '));
    assert_eq!((answer.code, answer.err.as_str()), (3, ""));
    assert!(answer.out.contains("unbounded"), "what was found is told: {}", answer.out);
    assert_eq!(code("token delete 2"), 0);
    let answer = machine.run("posture --fail-on notice".split(' '));
    assert_eq!((answer.code, answer.out.as_str()), (0, ""));
    assert!(answer.err.contains("No token needs a look."), "{}", answer.err);
    assert_eq!(code("posture --fail-on odd"), 2);
}

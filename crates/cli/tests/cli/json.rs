//! The exact form of what scripts read. A change here breaks them: only fields at the end may come.

use crate::machine::{Machine, steady};

/// Runs each line and writes down what it said.
fn transcript(machine: &Machine, lines: &[&str]) -> String {
    let said = lines.iter().map(|line| {
        let answer = machine.run(line.split(' '));
        let errors: Vec<_> = answer.err.lines().map(|line| format!("2> {line}\n")).collect();
        format!("$ tokendesk {line}\n{}{}[{}]\n", answer.out, errors.concat(), answer.code)
    });
    let transcript = said.collect::<String>();
    steady(&transcript, &machine.data())
}

const LIFE: [&str; 15] = [
    "token issue --name billing-ci --scope read,billing:read --description ci --expires 2099-01-31 --allow-ip 10.0.0.5/8 --block-ip 10.1.2.3 --request-limit 1000/day",
    "token issue --name bare --scope admin --show-once",
    "token list",
    "token list --search nothing",
    "token edit 1 --add-scope write --request-limit 2000/day",
    "token edit 1 --description late --revision 1",
    "token disable 1 2",
    "token disable 1",
    "token delete 2",
    "token revoke 1 --reason leaked",
    "token show 1",
    "token key 1",
    "scope add tickets:read --group Support --description Tickets",
    "scope retire read",
    "scope list",
];

#[test]
fn the_objects_of_a_life() {
    let lines: Vec<_> = LIFE.iter().map(|line| format!("{line} --json")).collect();
    insta::assert_snapshot!(transcript(
        &Machine::new(),
        &lines.iter().map(String::as_str).collect::<Vec<_>>()
    ));
}

#[test]
fn the_objects_of_refusals() {
    let machine = Machine::bare();
    insta::assert_snapshot!(transcript(
        &machine,
        &[
            "token issue --json",
            "token issue --name t --scope reed --allow-ip 10.0.0.0/33,010.0.0.1 --request-limit -5 --expires 2020-01-31 --json",
            "token issue --name t --scope read --json",
            "token show 7 --json",
            "token revoke 7 --json",
            "token list --status odd --json",
            "token lost --json",
            "scope add read --json",
            "scope retire nothing --json",
        ],
    ));
}

#[test]
fn help_and_version_are_answers() {
    let machine = Machine::bare();
    for line in [
        "--help",
        "-h",
        "token --help",
        "token issue --help",
        "token list --help",
        "token edit --help",
        "token revoke --help",
        "scope --help",
        "scope add --help",
        "--version",
        "token issue --version",
    ] {
        let answer = machine.run(line.split(' '));
        assert_eq!((answer.code, answer.err.as_str()), (0, ""), "{line}");
        assert!(!answer.out.is_empty());
    }
    assert_eq!(machine.text("--version"), format!("tokendesk {}\n", env!("CARGO_PKG_VERSION")));
    assert!(!machine.data().exists(), "asking for help makes no file");
}

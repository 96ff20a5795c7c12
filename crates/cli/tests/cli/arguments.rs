//! Whatever is typed.

use std::sync::LazyLock;

use proptest::{collection::vec, prelude::*, sample::select};

use crate::machine::{Machine, objects};

static MACHINE: LazyLock<Machine> = LazyLock::new(|| {
    let machine = Machine::bare();
    machine.issue("t");
    machine
});

const VERBS: &[&[&str]] = &[
    &["token", "issue", "--show-once", "--name", "x", "--scope", "read"],
    &["token", "issue"],
    &["token", "list"],
    &["token", "show"],
    &["token", "edit", "1"],
    &["token", "key"],
    &["token", "disable", "1"],
    &["token", "enable", "1"],
    &["token", "revoke"],
    &["token", "delete"],
    &["token", "restore"],
    &["token", "purge"],
    &["token", "extend"],
    &["token", "export"],
    &["scope", "list"],
    &["scope", "add"],
    &["scope", "edit", "read"],
    &["scope", "retire"],
    &["scope", "reinstate"],
    &[],
];

const WORDS: &[&str] = &[
    "--json",
    "--name",
    "--scope",
    "--description",
    "--expires",
    "--allow-ip",
    "--block-ip",
    "--request-limit",
    "--show-once",
    "--search",
    "--status",
    "--sort",
    "--descending",
    "--limit",
    "--revision",
    "--reason",
    "--add-scope",
    "--remove-scope",
    "--clear-allow-ip",
    "--clear-block-ip",
    "--group",
    "--in-group",
    "--with-scope",
    "--expiring",
    "--unused",
    "--yes",
    "--dry-run",
    "--by",
    "--until",
    "--help",
    "--",
    "-",
    "-1",
    "1",
    "2",
    "read",
    "write",
    "never",
    "30d",
    "2099-01-31",
    "2099-01-31T18:00",
    "0",
    "1000/day",
    "10.0.0.0/8",
    "::/0",
    "active",
    "name",
    "",
];

fn word() -> impl Strategy<Value = String> {
    let any_text = any::<String>().prop_map(|text| text.replace('\0', ""));
    prop_oneof![6 => select(WORDS).prop_map(str::to_owned), 1 => any_text]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Whatever the arguments, the command ends with 0, 1 or 2, never with a panic or a key among the errors,
    /// and with `--json` both outputs are objects, one a line.
    #[test]
    fn any_arguments_end_in_an_exit_code_of_ours(verb in select(VERBS), words in vec(word(), 0..6)) {
        let arguments: Vec<&str> = verb.iter().copied().chain(words.iter().map(String::as_str)).collect();
        let answer = MACHINE.run(&arguments);
        prop_assert!((0..=2).contains(&answer.code));
        if answer.code != 0 {
            prop_assert!(!answer.err.is_empty());
        }
        let answer = MACHINE.run(["--json"].iter().chain(&arguments));
        prop_assert!((0..=2).contains(&answer.code));
        if answer.code != 0 {
            prop_assert!(!answer.errors().is_empty());
        } else if !arguments.contains(&"--help") {
            objects(&answer.out);
        }
    }
}

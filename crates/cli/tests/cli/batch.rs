//! Changes of the tokens of a filter: looked at first, asked for, all or none.

use serde_json::json;

use crate::machine::{Answer, Machine, objects, text};

/// Four tokens: two of the group `vip`, of which one ends soon; two of the default one.
fn desk() -> Machine {
    let machine = Machine::bare();
    for (name, options) in [
        ("vip-soon", "--group vip --expires 5d --request-limit 10"),
        ("vip-late", "--group vip --expires 2099-01-31 --request-limit 10"),
        ("plain", "--scope write"),
        ("plain-soon", "--expires 5d"),
    ] {
        machine.text(&format!("token issue --name {name} --scope read --show-once {options}"));
    }
    machine
}

fn run(machine: &Machine, line: &str) -> Answer {
    machine.run(format!("{line} --json").split(' '))
}

/// The names of the tokens that an answer says were changed.
fn changed(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.code, 0, "{}", answer.err);
    let changed = objects(&answer.out).into_iter().filter(|token| token["changed"] == json!(true));
    changed.map(|token| text(&token["name"]).to_owned()).collect()
}

#[test]
fn a_list_is_narrowed_by_each_part_of_a_filter() {
    let machine = desk();
    for (filter, names) in [
        ("--group vip", vec!["vip-soon", "vip-late"]),
        ("--in-group default", vec!["plain", "plain-soon"]),
        ("--expiring 7d", vec!["vip-soon", "plain-soon"]),
        ("--group vip --expiring 7d", vec!["vip-soon"]),
        ("--scope write", vec!["plain"]),
        ("--unused 90d", vec![]),
        ("--search LATE --status active", vec!["vip-late"]),
    ] {
        assert_eq!(machine.names(filter), names, "{filter}");
    }
    for wrong in ["--expiring soon", "--unused -1d", "--group=", "--scope="] {
        assert_eq!(run(&machine, &format!("token list {wrong}")).code, 2, "{wrong}");
    }
}

#[test]
fn tokens_of_a_filter_are_changed_only_after_somebody_said_yes() {
    let machine = desk();
    let before = machine.content();
    for verb in [
        "disable --group vip",
        "delete --group vip",
        "revoke --reason x --group vip",
        "edit --description x --in-group vip",
        "extend --by 30d --group vip",
    ] {
        let verb = format!("token {verb}");
        let refused = run(&machine, &verb);
        assert_eq!((refused.code, refused.errors()[0].0.as_str()), (2, "not_confirmed"), "{verb}");
        let dry = run(&machine, &format!("{verb} --dry-run"));
        assert_eq!((dry.code, dry.warnings()), (0, vec!["preview".to_owned()]), "{verb}");
        assert!(
            dry.err.contains("Tokens chosen: 2") && dry.err.contains("vip-soon, vip-late"),
            "{}",
            dry.err
        );
        assert_eq!(objects(&dry.out).len(), 2);
        assert_eq!(machine.content(), before, "{verb}");
    }
    let people = machine.run("token disable --group vip --yes".split(' '));
    assert!(people.err.contains("Tokens chosen: 2; to be disabled: 2: vip-soon, vip-late"), "{}", people.err);
    assert_eq!(machine.names("--status disabled"), ["vip-soon", "vip-late"]);
    assert_eq!(changed(&run(&machine, "token enable --status disabled --expiring 7d --yes")), ["vip-soon"]);
    machine.text("token delete --group vip --yes");
    assert_eq!(changed(&run(&machine, "token restore --group vip --search late --yes")), ["vip-late"]);
    assert_eq!(changed(&run(&machine, "token purge --group vip --yes")), ["vip-soon"], "the trash alone");
}

#[test]
fn a_filter_that_was_not_filled_in_means_nothing_and_not_everything() {
    let machine = desk();
    let before = machine.content();
    for line in ["token disable --yes", "token disable --search= --yes", "token disable 1 --group vip --yes"]
    {
        assert_eq!(run(&machine, line).code, 2, "{line}");
    }
    assert_eq!(changed(&run(&machine, "token disable --group nobody --yes")), Vec::<String>::new());
    assert_eq!(machine.content(), before);
}

#[test]
fn an_edit_of_many_is_made_to_all_or_to_none() {
    let machine = desk();
    let edited = run(&machine, "token edit --in-group vip --group gold --add-scope write --yes");
    assert_eq!(changed(&edited), ["vip-soon", "vip-late"]);
    assert_eq!(machine.names("--group gold --scope write"), ["vip-soon", "vip-late"]);
    assert_eq!(machine.one("token show 1")["history"][0]["action"], "edited");
    assert_eq!(
        changed(&run(&machine, "token edit 1 2 3 --group gold")),
        ["plain"],
        "the others are so already"
    );

    // An unlimited request limit stays unlimited: of all three none is edited.
    let before = machine.content();
    let refused = run(&machine, "token edit --group-unknown x --yes");
    assert_eq!(refused.code, 2);
    let refused = run(&machine, "token edit --in-group gold --request-limit 5 --yes");
    assert_eq!((refused.code, refused.errors().len()), (2, 1), "{}", refused.err);
    assert!(refused.err.contains("Token 3 (plain)"), "{}", refused.err);
    assert_eq!(run(&machine, "token edit --in-group gold --request-limit much --yes").code, 2);
    assert_eq!(machine.content(), before);
    machine.text("token revoke 3 --reason over");
    let edited = run(&machine, "token edit --in-group gold --request-limit 5 --yes");
    assert_eq!(changed(&edited), ["vip-soon", "vip-late"], "what is revoked is left alone");
    assert_eq!(run(&machine, "token edit --in-group gold --request-limit 6 --revision 3").code, 2);
}

#[test]
fn ends_are_put_off_and_nothing_gets_one_that_had_none() {
    let machine = desk();
    let end = |id: u32| machine.one(&format!("token show {id}"))["expires"].clone();
    let (soon, late) = (end(1), end(2));
    assert_eq!(
        changed(&run(&machine, "token extend --expiring 7d --by 365d --yes")),
        ["vip-soon", "plain-soon"]
    );
    assert_ne!(end(1), soon);
    assert_eq!((end(2), end(3)), (late, json!(null)));
    assert_eq!(changed(&run(&machine, "token extend 2 3 --until 2099-06-30")), ["vip-late"]);
    assert_eq!(end(2), "2099-07-01T00:00:00.000Z");
    assert_eq!(run(&machine, "token extend 2 --until 2001-01-01").errors()[0].0, "past");
    assert_eq!(run(&machine, "token extend 2 --by much").errors()[0].0, "not_a_time");
    assert_eq!(run(&machine, "token extend 2").code, 2);
}

#[test]
fn shells_complete_it_and_man_explains_it() {
    let machine = Machine::bare();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = machine.run(["completions", shell]);
        assert_eq!(script.code, 0, "{}", script.err);
        assert!(script.out.contains("token") && script.out.contains("request-limit"), "{shell}");
    }
    let script = machine.path("tokendesk.bash");
    std::fs::write(&script, machine.run(["completions", "bash"]).out).expect("written");
    let parsed = std::process::Command::new("bash").arg("-n").arg(&script).status().expect("bash");
    assert!(parsed.success(), "bash reads it");
    assert_eq!(machine.run("man --to pages".split(' ')).code, 0);
    let page = |name: &str| std::fs::read_to_string(machine.path("pages").join(name)).expect("a page");
    assert!(page("tokendesk.1").contains(".SH NAME") && page("tokendesk-token-issue.1").contains("skip"));
    assert!(!machine.data().exists(), "it needs no data file");
}

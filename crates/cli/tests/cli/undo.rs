//! Changes that are taken back by what the audit log tells of them.

use serde_json::{Value, json};

use crate::machine::{Answer, Machine, objects, text};

fn run(machine: &Machine, line: &str) -> Answer {
    machine.run(format!("{line} --json").split(' '))
}

/// The command that an answer names.
fn way_back(answer: &Answer) -> String {
    assert_eq!(answer.code, 0, "{}", answer.err);
    let notes = objects(&answer.err).into_iter().map(|line| line["warning"].clone());
    let mut undo = notes.filter(|note| note["code"] == "undo");
    let command = text(&undo.next().expect("it can be taken back")["message"]).to_owned();
    assert!(undo.next().is_none());
    command.strip_prefix("tokendesk ").expect("a command").to_owned()
}

fn changed(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.code, 0, "{}", answer.err);
    let changed = objects(&answer.out).into_iter().filter(|token| token["changed"] == json!(true));
    changed.map(|token| text(&token["name"]).to_owned()).collect()
}

/// Each token but for its revision.
fn tokens(machine: &Machine) -> Vec<Value> {
    let mut tokens = machine.json("token list");
    for token in &mut tokens {
        token.as_object_mut().expect("an object").remove("revision");
    }
    tokens
}

fn three(machine: &Machine) {
    for name in ["a", "b", "c"] {
        machine.text(&format!(
            "token issue --name {name} --scope read --show-once --expires 30d --request-limit 10 --group vip \
             --allow-ip 10.0.0.0/8 --rate 5/minute --quota $2 --models gpt-4o"
        ).split_whitespace().collect::<Vec<_>>().join(" "));
    }
}

#[test]
fn what_many_tokens_were_comes_back_and_the_way_back_has_one_of_its_own() {
    let machine = Machine::bare();
    three(&machine);
    machine.text("token disable 2");
    for line in [
        "token disable --group vip --yes",
        "token enable --group vip --yes",
        "token delete --group vip --yes",
        "token edit --in-group vip --group gold --add-scope write --clear-allow-ip --request-limit 7/day --yes",
        "token edit 1 2 3 --description x --rate 7/second --quota $1 --models all",
        "token extend --group vip --by 90d --yes",
    ] {
        let before = tokens(&machine);
        let made = run(&machine, line);
        let after = tokens(&machine);
        assert_ne!(after, before, "{line}");
        let undo = way_back(&made);
        let dry = run(&machine, &format!("{undo} --dry-run"));
        assert_eq!((changed(&dry), tokens(&machine)), (changed(&made), after.clone()), "{line}");
        let undone = run(&machine, &undo);
        assert_eq!((changed(&undone), tokens(&machine)), (changed(&made), before.clone()), "{line}");
        let redone = run(&machine, &way_back(&undone));
        assert_eq!((changed(&redone), tokens(&machine)), (changed(&made), after), "{line}");
        run(&machine, &way_back(&redone));
        assert_eq!(tokens(&machine), before, "{line}");
    }
    let people = machine.run("token disable --group vip --yes".split(' '));
    assert!(people.err.contains("This takes it back: tokendesk undo "), "{}", people.err);
}

#[test]
fn what_was_changed_since_is_left_as_it_is() {
    let machine = Machine::bare();
    three(&machine);
    let disabled = way_back(&run(&machine, "token disable 1 2 3"));
    machine.text("token enable 1");
    machine.text("token disable 1");
    machine.text("token revoke 2 --reason leaked");
    assert_eq!(changed(&run(&machine, &disabled)), ["c"], "1 was disabled by somebody else since");
    let edited = way_back(&run(&machine, "token edit 1 3 --group gold --description x"));
    machine.text("token edit 1 --group silver");
    machine.text("token edit 3 --rate 9/hour");
    assert_eq!(changed(&run(&machine, &edited)), ["c"]);
    let c = machine.one("token show 3");
    assert_eq!((&c["group"], &c["rate"]["window"]), (&json!("vip"), &json!("hour")), "the rest stays");
    assert_eq!(machine.one("token show 1")["group"], "silver");
}

#[test]
fn several_changes_of_a_token_are_taken_back_from_the_last_to_the_first() {
    let machine = Machine::bare();
    three(&machine);
    let before = tokens(&machine);
    for line in
        ["disable 1 2", "edit 1 2 --group gold", "enable 1 2", "edit 1 2 --group silver", "delete 1 2"]
    {
        machine.text(&format!("token {line}"));
    }
    let undone = run(&machine, "undo 4-13");
    assert_eq!((changed(&undone), tokens(&machine)), (vec!["a".to_owned(), "b".to_owned()], before));
    assert_eq!(run(&machine, "audit verify").code, 0);
}

#[test]
fn what_is_final_or_no_change_of_a_token_changes_nothing() {
    let machine = Machine::bare();
    three(&machine);
    machine.text("token revoke 1 --reason over");
    machine.text("token delete 2");
    machine.text("token purge 2");
    machine.text("token edit 3 --request-limit 0");
    machine.text("settings set --theme dark");
    let last = machine.content()[3];
    let before = (tokens(&machine), machine.content());
    let undone = run(&machine, &format!("undo 1-{last}"));
    assert_eq!((undone.code, changed(&undone)), (0, vec![]), "{}", undone.err);
    assert!(undone.warnings().is_empty());
    assert_eq!((tokens(&machine), machine.content()), before);
    let refused = run(&machine, &format!("undo 1 {}", last + 1));
    assert_eq!(
        (refused.code, refused.errors()),
        (2, vec![("not_found".into(), Some("entries".into()), Some(1))])
    );
    for wrong in ["undo", "undo 0", "undo 5-4", "undo all"] {
        assert_eq!(run(&machine, wrong).code, 2, "{wrong}");
    }
    assert_eq!(machine.content(), before.1);
}

//! The ways to open the vault, and its data key, from a shell.

use serde_json::Value;

use crate::{
    machine::{Machine, PASSPHRASE, text},
    vault::Terminal,
};

const COPYABLE: &str = "token issue --name t --scope read";

/// A machine with one copyable token, and that token's key.
fn with_a_key() -> (Machine, String) {
    let machine = Machine::new();
    let key = text(&machine.one(COPYABLE)["key"]).to_owned();
    (machine, key)
}

fn code(machine: &Machine) -> String {
    text(&machine.one("vault recovery-code --no-check")["recovery_code"]).to_owned()
}

fn kinds(status: &Value) -> Vec<&str> {
    status["slots"].as_array().expect("slots").iter().map(|slot| text(&slot["kind"])).collect()
}

fn actions(machine: &Machine) -> Vec<String> {
    let database = machine.database();
    let mut statement = database
        .prepare("SELECT action FROM audit_entries WHERE token_id IS NULL ORDER BY id")
        .expect("a statement");
    let actions = statement.query_map([], |row| row.get(0)).expect("rows");
    actions.collect::<Result<_, _>>().expect("texts")
}

#[test]
fn an_empty_vault_says_so_and_has_nothing_to_rotate_or_recover() {
    let machine = Machine::new();
    let status = machine.one("vault status");
    assert_eq!((text(&status["state"]), status["sealed_keys"].as_u64()), ("empty", Some(0)));
    for line in ["vault rotate", "vault recovery-code --no-check", "vault remove-slot passphrase --yes"] {
        let answer = machine.run(line.split(' ').chain(["--json"]));
        assert_eq!((answer.code, answer.error().as_str()), (2, "vault_empty"), "{line}");
    }
}

#[test]
fn a_recovery_code_opens_the_vault_wherever_the_passphrase_does_however_it_is_typed() {
    let (machine, key) = with_a_key();
    let code = code(&machine);
    assert_eq!(code.split('-').map(str::len).collect::<Vec<_>>(), [4; 8]);
    for typed in [code.clone(), code.to_lowercase(), code.replace('-', " "), code.replace('-', "")] {
        let machine = Machine::copy_of(&machine).with_passphrase(&typed);
        assert_eq!(machine.text("token key 1").trim_end(), key);
    }
    assert_eq!(actions(&machine), ["passphrase_set", "recovery_code_set"]);
}

#[test]
fn a_slip_in_a_recovery_code_is_told_from_a_code_of_another_vault() {
    let (machine, _) = with_a_key();
    let old = code(&machine);
    let mut slip = code(&machine);
    let last = if slip.pop() == Some('0') { '1' } else { '0' };
    slip.push(last);
    for (typed, error) in [(slip, "mistyped_recovery_code"), (old, "wrong_recovery_code")] {
        let machine = Machine::copy_of(&machine).with_passphrase(&typed);
        let answer = machine.run(["token", "key", "1", "--json"]);
        assert_eq!((answer.code, answer.error().as_str()), (2, error));
    }
}

#[test]
fn a_person_types_two_groups_back_before_the_code_counts() {
    let (machine, key) = with_a_key();
    let mut terminal = Terminal::run(&machine, "vault recovery-code");
    let ask = |terminal: &mut Terminal, group: &dyn Fn(&str) -> String| {
        terminal.read_to("Group ");
        let index: usize = terminal.read_to(": ").trim_end_matches(": ").parse().expect("a number");
        let code = terminal.word_of(39).expect("the code is on the screen");
        terminal.type_line(&group(code.split('-').nth(index - 1).expect("a group")));
        code
    };
    ask(&mut terminal, &|_| "ZZZZ".to_owned());
    ask(&mut terminal, &str::to_owned);
    ask(&mut terminal, &str::to_lowercase);
    let code = ask(&mut terminal, &|group| format!(" {group} "));
    let (exit, screen) = terminal.end();
    assert_eq!(exit, 0, "{screen}");
    assert!(screen.contains("look at the paper again"), "{screen}");
    let machine = machine.with_passphrase(&code);
    assert_eq!(machine.text("token key 1").trim_end(), key);
}

#[test]
fn a_recovery_code_without_a_person_to_check_it_is_refused_and_opens_nothing() {
    let (machine, _) = with_a_key();
    let answer = machine.run(["vault", "recovery-code", "--json"]);
    assert_eq!((answer.code, answer.error().as_str(), answer.out.as_str()), (2, "recovery_check", ""));
    assert_eq!(kinds(&machine.one("vault status")), ["passphrase"]);
}

#[test]
fn a_new_passphrase_takes_the_place_of_the_old_one() {
    let (machine, key) = with_a_key();
    std::fs::write(machine.path("new"), "another horse battery\n").expect("written");
    let new = machine.path("new");
    let line = format!("vault passphrase --new-passphrase-file {}", new.display());
    assert_eq!(kinds(&machine.one(&line)), ["passphrase"]);
    let answer = machine.run(["token", "key", "1", "--json"]);
    assert_eq!(answer.error(), "wrong_passphrase");
    let machine = machine.with_passphrase("another horse battery");
    assert_eq!(machine.text("token key 1").trim_end(), key);
}

#[test]
fn the_last_way_in_stays_and_removing_another_one_asks() {
    let (machine, key) = with_a_key();
    let last = machine.run("vault remove-slot passphrase --yes --json".split(' '));
    assert_eq!((last.code, last.error().as_str()), (2, "last_slot"));
    let code = code(&machine);
    let unasked = machine.run("vault remove-slot passphrase --json".split(' '));
    assert_eq!((unasked.code, unasked.error().as_str()), (2, "not_confirmed"));
    let mut terminal = Terminal::run(&machine, "vault remove-slot passphrase");
    terminal.answer("Remove it? [y/N] ", "n");
    assert_eq!(terminal.end().0, 2);
    assert_eq!(kinds(&machine.one("vault status")), ["passphrase", "recovery"]);

    assert_eq!(kinds(&machine.one("vault remove-slot passphrase --yes")), ["recovery"]);
    assert_eq!(actions(&machine).last().map(String::as_str), Some("slot_removed"));
    let answer = machine.run(["token", "key", "1", "--json"]);
    assert_eq!(answer.error(), "wrong_passphrase");
    let machine = machine.with_passphrase(&code);
    assert_eq!(machine.text("token key 1").trim_end(), key);
}

#[test]
fn a_way_in_that_is_not_there_or_not_clear_is_refused() {
    let (machine, _) = with_a_key();
    for (typed, error) in [("recovery", "not_found"), ("abc", "not_found"), ("keyring", "not_found")] {
        let answer = machine.run(["vault", "remove-slot", typed, "--yes", "--json"]);
        assert_eq!((answer.code, answer.error().as_str()), (2, error), "{typed}");
    }
    let id = text(&machine.one("vault status")["slots"][0]["id"]).to_owned();
    let answer = machine.run(["vault", "remove-slot", &id[..8], "--yes", "--json"]);
    assert_eq!(answer.error(), "last_slot", "found by the beginning of its id");
}

#[test]
fn after_a_rotation_every_way_in_opens_every_key() {
    let (machine, key) = with_a_key();
    let second = text(&machine.one("token issue --name u --scope read")["key"]).to_owned();
    let code = code(&machine);
    assert_eq!(machine.one("vault rotate")["resealed"], 2);
    assert!(machine.one("vault status")["rotation"].is_null());
    assert_eq!(actions(&machine)[2..], ["data_key_changed", "data_key_rotated"]);
    for secret in [PASSPHRASE, &code] {
        let machine = Machine::copy_of(&machine).with_passphrase(secret);
        assert_eq!(machine.text("token key 1").trim_end(), key);
        assert_eq!(machine.text("token key 2").trim_end(), second);
    }
    let third = text(&machine.one("token issue --name v --scope read")["key"]).to_owned();
    assert_eq!(machine.one("vault rotate")["resealed"], 3);
    assert_eq!(machine.text("token key 3").trim_end(), third);
}

#[test]
fn a_damaged_key_is_named_by_a_rotation_and_left_as_it_is() {
    let (machine, key) = with_a_key();
    machine.one("token issue --name u --scope read");
    let database = machine.database();
    let copy = |token: i64| -> Vec<u8> {
        database
            .query_row("SELECT sealed FROM sealed_keys WHERE token_id = ?1", [token], |row| row.get(0))
            .expect("a copy")
    };
    let mut damaged = copy(2);
    *damaged.last_mut().expect("a tag") ^= 1;
    database.execute("UPDATE sealed_keys SET sealed = ?1 WHERE token_id = 2", [&damaged]).expect("written");

    let answer = machine.run("vault rotate --json".split(' '));
    assert_eq!((answer.code, answer.warnings()), (0, vec!["key_damaged".to_owned()]));
    assert!(answer.out.contains("\"damaged\":[2]"), "{}", answer.out);
    assert_eq!(copy(2), damaged);
    assert_eq!(machine.text("token key 1").trim_end(), key);
    let refused = machine.run(["token", "key", "2", "--json"]);
    assert_eq!((refused.code, refused.error().as_str()), (1, "key_damaged"));
    // The data key that it was sealed with is kept, should the file be repaired; and the next rotation works.
    *damaged.last_mut().expect("a tag") ^= 1;
    database.execute("UPDATE sealed_keys SET sealed = ?1 WHERE token_id = 2", [&damaged]).expect("written");
    machine.text("token key 2");
    assert_eq!(machine.one("vault rotate")["resealed"], 2, "it goes on with what was left, and then rotates");
    assert!(machine.one("vault status")["rotation"].is_null());
    assert_eq!(actions(&machine).iter().filter(|action| *action == "data_key_changed").count(), 2);
}

#[test]
fn a_copied_data_folder_opens_with_passphrase_or_code_and_joins_the_keyring_there() {
    let (machine, key) = with_a_key();
    let code = code(&machine);
    let other = Machine::copy_of(&machine).without_passphrase();
    let answer = other.run(["token", "key", "1", "--json"]);
    assert_eq!((answer.code, answer.error().as_str()), (2, "vault_locked"));
    let other = other.with_passphrase(&code);
    assert_eq!(other.text("token key 1").trim_end(), key);
    let absent = other.run(["vault", "keyring", "--json"]);
    assert_eq!((absent.code, absent.error().as_str()), (1, "keyring_absent"));
}

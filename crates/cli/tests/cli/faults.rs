//! Where the machine or the file is at fault: exit code 1, and a sentence that says what.

use std::{
    fs::File,
    io::{BufRead, BufReader, pipe},
    process::Stdio,
};

use crate::machine::{Answer, Machine, keys};

#[test]
fn a_folder_that_can_not_be_made_is_named() {
    let machine = Machine::bare();
    std::fs::write(machine.path("file"), "no folder").unwrap();
    let below_a_file = machine.path("file").join("desk");
    for folder in [below_a_file.to_str().unwrap(), "/proc/tokendesk"] {
        let answer = machine.run(["token", "list", "--data", folder, "--json"]);
        assert_eq!((answer.code, answer.error().as_str()), (1, "store_unreadable"));
        assert!(answer.err.contains(folder), "{}", answer.err);
    }
}

#[test]
fn a_file_of_a_newer_version_is_left_alone() {
    let machine = Machine::bare();
    machine.issue("t");
    let before = machine.content();
    machine.database().pragma_update(None, "user_version", 99).unwrap();
    let answer = machine.run("token issue --name u --scope read --show-once --json".split(' '));
    assert_eq!((answer.code, answer.error().as_str()), (1, "store_newer"));
    assert!(answer.err.contains("version 99"), "{}", answer.err);
    assert_eq!(machine.content(), before);
}

#[test]
fn a_file_that_is_no_data_file_is_left_alone() {
    let machine = Machine::bare();
    std::fs::create_dir(machine.data()).unwrap();
    let path = tokendesk_issuer::data_file(&machine.data());
    let text = "not a database, but long enough to have a header\n".repeat(100);
    std::fs::write(&path, &text).unwrap();
    let answer = machine.run(["token", "list", "--json"]);
    assert_eq!((answer.code, answer.error().as_str()), (1, "store_unreadable"));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn a_reader_who_has_enough_ends_a_list_quietly() {
    let machine = Machine::bare();
    machine.issue("t");
    crate::side_by_side::fill(&machine, 600);
    let mut child = machine
        .command(["token", "list", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    BufReader::with_capacity(512, child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert!(first.starts_with("{\"id\":1,"));
    let answer = Answer::of(child.wait_with_output().unwrap());
    assert_eq!((answer.code, answer.err.as_str()), (0, ""));
}

#[test]
fn a_key_that_nobody_could_read_is_said() {
    let machine = Machine::new();
    for (options, advice) in [("", "token key 1"), (" --show-once", "revoke")] {
        let (reader, writer) = pipe().unwrap();
        drop(reader);
        let line = format!("token issue --name t --scope read{options} --json");
        let output = machine.command(line.split(' ')).stdout(writer).stderr(Stdio::piped()).output().unwrap();
        let answer = Answer::of(output);
        assert_eq!((answer.code, answer.error().as_str()), (1, "key_not_written"));
        assert!(answer.err.contains(advice), "{}", answer.err);
    }
    assert_eq!(keys(&machine.text("token key 1")).len(), 1);
}

#[test]
fn a_full_disk_behind_the_output_is_a_fault() {
    let machine = Machine::bare();
    machine.issue("t");
    let full = File::options().write(true).open("/dev/full").unwrap();
    let output =
        machine.command(["token", "list", "--json"]).stdout(full).stderr(Stdio::piped()).output().unwrap();
    let answer = Answer::of(output);
    assert_eq!((answer.code, answer.error().as_str()), (1, "output"));
}

#[test]
fn what_a_terminal_would_obey_is_never_printed() {
    let machine = Machine::bare();
    // Allowed in a name, but it turns the direction of writing.
    let turned = "gpj\u{202e}exe";
    let issued = machine.run(["token", "issue", "--name", turned, "--scope", "read", "--show-once"]);
    assert_eq!(issued.code, 0);
    for line in ["token list", "token show 1", "token list --json", "token disable 1"] {
        let text = machine.text(line);
        assert!(!text.contains('\u{202e}') && text.contains("202e"), "{line}: {text}");
    }
    // `Answer::of` looks for control characters in everything that is printed.
    for arguments in [
        ["token", "issue", "--scope", "\u{1b}]0;title\u{7}"],
        ["token", "list", "--status", "\u{1b}[2J"],
        ["token", "\u{9b}2J", "x", "y"],
        ["scope", "add", "\u{1b}[31m", "--json"],
        ["scope", "retire", "\u{1b}[31m\n", "--json"],
    ] {
        assert_eq!(machine.run(arguments).code, 2);
    }
}

#[test]
fn a_row_that_another_program_spoilt_is_reported_as_damage_not_shown() {
    let machine = Machine::bare();
    machine.issue("t");
    machine.database().execute("UPDATE tokens SET name = 'a' || char(27) || '[2J'", []).unwrap();
    let answer = machine.run(["token", "list", "--json"]);
    assert_eq!((answer.code, answer.error().as_str()), (1, "store_corrupt"));
}

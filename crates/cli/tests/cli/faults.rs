//! Where the machine or the file is at fault: exit code 1, and a sentence that says what.

use std::{
    fs::File,
    io::{BufRead, BufReader, pipe},
    process::Stdio,
};

use crate::machine::{Answer, Machine, keys, objects, text};

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

/// The same command without the right to write where it should, whoever runs the test.
fn as_nobody(machine: &Machine, line: &str) -> Answer {
    use std::os::unix::{fs::chown, process::CommandExt};
    const NOBODY: u32 = 65_534;
    let mut command = machine.command(line.split(' '));
    if rustix::process::geteuid().is_root() {
        for path in [machine.path(""), machine.data()] {
            chown(&path, Some(NOBODY), Some(NOBODY)).expect("it works");
        }
        for file in std::fs::read_dir(machine.data()).expect("it works") {
            chown(file.expect("it works").path(), Some(NOBODY), Some(NOBODY)).expect("it works");
        }
        command.uid(NOBODY).gid(NOBODY);
    }
    Answer::of(command.output().expect("it starts"))
}

fn set_mode(path: &std::path::Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("it works");
}

#[test]
fn a_file_that_may_not_be_written_can_be_looked_at_and_is_left_alone() {
    let machine = Machine::bare();
    machine.issue("t");
    let file = tokendesk_issuer::data_file(&machine.data());
    let before = std::fs::read(&file).unwrap();
    set_mode(&file, 0o400);
    let answer = as_nobody(&machine, "token issue --name u --scope read --show-once --json");
    assert_eq!((answer.code, answer.error().as_str()), (1, "store_read_only"), "{}", answer.err);
    let answer = as_nobody(&machine, "token list --json");
    assert_eq!((answer.code, objects(&answer.out).len()), (0, 1), "{}", answer.err);
    assert!(std::fs::read(&file).unwrap() == before);
}

#[test]
fn a_folder_that_may_not_be_written_is_said_and_left_alone() {
    let machine = Machine::bare();
    machine.issue("t");
    let file = tokendesk_issuer::data_file(&machine.data());
    let before = std::fs::read(&file).unwrap();
    as_nobody(&machine, "token list");
    for mode in [0o400, 0o600] {
        set_mode(&file, mode);
        set_mode(&machine.data(), 0o500);
        for line in ["token list --json", "token issue --name u --scope read --show-once --json"] {
            let answer = as_nobody(&machine, line);
            assert_eq!((answer.code, answer.error().as_str()), (1, "store_read_only"), "{}", answer.err);
        }
        set_mode(&machine.data(), 0o700);
    }
    set_mode(&file, 0o600);
    assert!(std::fs::read(&file).unwrap() == before);
    assert_eq!(as_nobody(&machine, "token list --json").code, 0);
}

/// Runs a shell's `script` with a file system of its own at the data folder, of 1 MB, and its exit code.
pub(crate) fn on_a_small_disk(machine: &Machine, script: &str) -> Answer {
    let user = if rustix::process::geteuid().is_root() { "-m" } else { "-Urm" };
    std::fs::create_dir_all(machine.data()).expect("it works");
    let program = machine.command([""; 0]).get_program().to_owned();
    let mut command = std::process::Command::new("unshare");
    command
        .args([user, "sh", "-ec"])
        .arg(format!("mount -t tmpfs -o size=1m tmpfs \"$TOKENDESK_DATA\"\n{script}"))
        .envs(machine.command([""; 0]).get_envs().filter_map(|(name, value)| Some((name, value?))))
        .env("TOKENDESK", program);
    Answer::of(command.output().expect("it starts"))
}

#[test]
fn on_a_full_disk_nothing_is_changed_and_all_goes_on_when_there_is_space_again() {
    let machine = Machine::bare();
    let answer = on_a_small_disk(
        &machine,
        r#"
        issue() { "$TOKENDESK" token issue --scope read --show-once --json --name "$1" > /dev/null; }
        issue before
        # The window, or anyone who has the file open: its log and index are there.
        head -c 2000000 /dev/zero > "$TOKENDESK_DATA/filler" 2> /dev/null || true
        if issue full; then echo "it was issued"; exit 3; fi
        rm "$TOKENDESK_DATA/filler"
        issue after
        "$TOKENDESK" token list --json
        "#,
    );
    assert_eq!(answer.error(), "store_full", "{}", answer.err);
    let names: Vec<_> = objects(&answer.out).iter().map(|token| text(&token["name"]).to_owned()).collect();
    assert_eq!((answer.code, names), (0, vec!["before".to_owned(), "after".to_owned()]));
}

#[test]
fn a_medium_that_can_only_be_read_is_said_and_left_alone() {
    let machine = Machine::bare();
    let answer = on_a_small_disk(
        &machine,
        r#"
        "$TOKENDESK" token issue --scope read --show-once --json --name t > /dev/null
        mount -o remount,ro "$TOKENDESK_DATA"
        "$TOKENDESK" token list --json
        "#,
    );
    assert_eq!((answer.code, answer.error().as_str()), (1, "store_read_only"), "{}", answer.err);
}

#[test]
fn a_damaged_file_is_named_with_the_place_and_left_alone() {
    use std::os::unix::fs::FileExt;
    let machine = Machine::bare();
    machine.issue("t");
    crate::side_by_side::fill(&machine, 300);
    let file = tokendesk_issuer::data_file(&machine.data());
    let root: i64 = machine
        .database()
        .query_one("SELECT rootpage FROM sqlite_schema WHERE name = 'tokens'", [], |row| row.get(0))
        .unwrap();
    File::options()
        .write(true)
        .open(&file)
        .unwrap()
        .write_all_at(&[0xA5; 64], (root.unsigned_abs() - 1) * 4096)
        .unwrap();
    let before = std::fs::read(&file).unwrap();
    for line in ["token list --json", "token issue --name u --scope read --show-once --json"] {
        let answer = machine.run(line.split(' '));
        assert_eq!((answer.code, answer.error().as_str()), (1, "store_damaged"), "{}", answer.err);
        assert!(answer.err.contains("table tokens"), "{}", answer.err);
    }
    assert!(std::fs::read(&file).unwrap() == before);
}

#[test]
fn a_file_that_was_cut_short_is_left_alone() {
    let machine = Machine::bare();
    machine.issue("t");
    let file = tokendesk_issuer::data_file(&machine.data());
    let whole = std::fs::read(&file).unwrap();
    std::fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    let answer = machine.run(["token", "list", "--json"]);
    assert_eq!((answer.code, answer.error().as_str()), (1, "store_damaged"), "{}", answer.err);
    assert!(std::fs::read(&file).unwrap() == whole[..whole.len() / 2]);
}

#[test]
fn the_log_of_another_file_is_said_with_the_way_out() {
    let (machine, other) = (Machine::bare(), Machine::bare());
    machine.issue("mine");
    other.issue("theirs");
    let desk = crate::side_by_side::desk(&other);
    other.issue("more");
    let (file, theirs) =
        (tokendesk_issuer::data_file(&machine.data()), tokendesk_issuer::data_file(&other.data()));
    // As good as the whole file of the other stands in its log.
    other.database().execute_batch("VACUUM").unwrap();
    std::fs::copy(theirs.with_extension("db-wal"), file.with_extension("db-wal")).unwrap();
    drop(desk);
    let answer = machine.run(["token", "list", "--json"]);
    assert_eq!((answer.code, answer.error().as_str()), (1, "store_foreign_log"), "{}", answer.err);
    for ending in ["db-wal", "db-shm"] {
        std::fs::rename(file.with_extension(ending), machine.path(ending)).ok();
    }
    assert_eq!(machine.names(""), ["mine"]);
}

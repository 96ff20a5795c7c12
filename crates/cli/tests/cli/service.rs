//! The systemd unit that is shipped, judged by systemd's own tools: as they are in Debian, without a running systemd.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::machine::Machine;

const UNIT: &str = "tokendesk-verifier.service";

fn unit() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packaging/systemd").join(UNIT);
    fs::read_to_string(path).expect("the unit")
}

/// The unit for the program that was built here.
fn installed(machine: &Machine) -> PathBuf {
    let path = machine.path(UNIT);
    fs::write(&path, unit().replace("/usr/bin/tokendesk", env!("CARGO_BIN_EXE_tokendesk"))).expect("written");
    path
}

fn analyze(machine: &Machine, arguments: &[&str]) -> (bool, String) {
    let output = Command::new("systemd-analyze").args(arguments).arg(installed(machine)).output();
    let output = output.expect("systemd-analyze: `cargo xtask test` installs it");
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

#[test]
fn systemd_finds_nothing_wrong_with_the_unit() {
    let machine = Machine::bare();
    let (is_right, said) = analyze(&machine, &["verify", "--man=no", "--recursive-errors=no"]);
    assert!(is_right && !said.contains(UNIT), "{said}");
}

#[test]
fn systemd_takes_the_unit_for_well_locked_up() {
    let machine = Machine::bare();
    // Of 10; a service without any of it has 9.6.
    let (is_safe, said) = analyze(&machine, &["security", "--offline=yes", "--threshold=15", "--no-pager"]);
    assert!(is_safe, "{said}");
}

#[test]
fn what_the_unit_starts_is_what_the_program_takes() {
    let unit = unit();
    let (_, line) = unit.split_once("ExecStart=").expect("a command");
    let line = line.replace("\\\n", " ");
    let words: Vec<_> = line.lines().next().expect("one").split_whitespace().skip(1).collect();
    let machine = Machine::bare();
    let data = machine.data().to_string_lossy().into_owned();
    let words = words.iter().map(|word| if *word == "/var/lib/tokendesk" { data.as_str() } else { word });
    let answer = machine.run(words.chain(["--json"]));
    assert_eq!((answer.code, answer.error().as_str()), (2, "no_data_file"), "{}", answer.err);
}

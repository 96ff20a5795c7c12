//! Copyable keys on a machine without a keyring.

use std::{
    io::{Read, Write},
    process::{Command, Stdio},
};

use crate::machine::{Machine, PASSPHRASE, keys, text};

const COPYABLE: &str = "token issue --name t --scope read";

#[test]
fn show_once_needs_no_vault() {
    let machine = Machine::bare();
    let answer = machine.run("token issue --name t --scope read --show-once".split(' '));
    assert_eq!(answer.code, 0);
    assert_eq!(keys(answer.out.lines().last().unwrap()).len(), 1, "the key alone on the last line");
    assert_eq!(machine.run(["token", "key", "1", "--json"]).error(), "key_not_kept");
    let slots: i64 =
        machine.database().query_row("SELECT count(*) FROM vault_slots", [], |row| row.get(0)).unwrap();
    assert_eq!(slots, 0);
}

#[test]
fn without_keyring_passphrase_and_terminal_a_copyable_key_is_refused() {
    let machine = Machine::bare();
    let answer = machine.run(format!("{COPYABLE} --json").split(' '));
    assert_eq!((answer.code, answer.error().as_str()), (2, "vault_needs_passphrase"));
    for way in ["TOKENDESK_PASSPHRASE_FILE", "terminal", "--show-once"] {
        assert!(answer.err.contains(way), "{}", answer.err);
    }
    assert_eq!(machine.names(""), Vec::<String>::new());
}

#[test]
fn a_passphrase_file_sets_the_vault_up_and_opens_it_again() {
    let machine = Machine::new();
    let key = text(&machine.one(COPYABLE)["key"]).to_owned();
    assert_eq!(machine.text("token key 1"), format!("{key}\n"));
    let history = machine.one("token show 1")["history"].clone();
    assert_eq!(history[0]["action"], "key_revealed");

    let machine = machine.with_passphrase("wrong horse battery");
    for line in ["token key 1", COPYABLE] {
        let answer = machine.run(line.split(' ').chain(["--json"]));
        assert_eq!((answer.code, answer.error().as_str(), answer.out.as_str()), (2, "wrong_passphrase", ""));
    }
    let machine = machine.without_passphrase();
    let answer = machine.run(["token", "key", "1", "--json"]);
    assert_eq!((answer.code, answer.error().as_str()), (2, "vault_locked"));
    assert_eq!(machine.names("").len(), 1, "the wrong passphrase issued nothing");
    assert_eq!(machine.with_passphrase(PASSPHRASE).text("token key 1").trim_end(), key);
}

#[test]
fn a_passphrase_that_is_too_short_is_refused_before_anything_is_sealed() {
    let machine = Machine::bare().with_passphrase("short");
    let answer = machine.run(format!("{COPYABLE} --json").split(' '));
    assert_eq!((answer.code, answer.error().as_str()), (2, "too_short"));
    assert_eq!(machine.names(""), Vec::<String>::new());
}

#[test]
fn a_passphrase_file_that_is_gone_is_refused_and_named() {
    let machine = Machine::new();
    std::fs::remove_file(machine.path("passphrase")).unwrap();
    let answer = machine.run(format!("{COPYABLE} --json").split(' '));
    assert_eq!((answer.code, answer.error().as_str()), (2, "passphrase_file"));
    assert!(answer.err.contains(machine.path("passphrase").to_str().unwrap()));
}

#[test]
fn a_passphrase_file_that_others_may_read_works_with_a_warning() {
    use std::os::unix::fs::PermissionsExt;
    let machine = Machine::new();
    let exposed = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(machine.path("passphrase"), exposed).unwrap();
    let answer = machine.run(format!("{COPYABLE} --json").split(' '));
    assert_eq!(answer.code, 0);
    assert_eq!(answer.warnings().iter().filter(|code| *code == "passphrase_file_exposed").count(), 1);
}

/// `script` gives the command a terminal; what it writes there is read, and what a person types is written.
pub(crate) struct Terminal {
    child: std::process::Child,
    screen: String,
}

impl Terminal {
    pub(crate) fn run(machine: &Machine, line: &str) -> Self {
        let command = machine.command([""; 0]);
        let child = Command::new("script")
            .args(["--quiet", "--return", "--command"])
            .arg(format!("{} {line}", command.get_program().to_str().expect("a path")))
            .arg("/dev/null")
            .env_clear()
            .envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))))
            .env("PATH", std::env::var_os("PATH").expect("a search path"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("script (util-linux) starts");
        Self { child, screen: String::new() }
    }

    /// Reads the screen up to `question` and types an answer.
    pub(crate) fn answer(&mut self, question: &str, typed: &str) {
        self.read_to(question);
        self.type_line(typed);
    }

    /// Reads the screen up to `end`; what came, with the end.
    pub(crate) fn read_to(&mut self, end: &str) -> String {
        let from = self.screen.len();
        let mut byte = [0];
        while !self.screen[from..].ends_with(end) {
            let read = self.child.stdout.as_mut().expect("a screen").read(&mut byte).expect("it reads");
            assert_eq!(read, 1, "{end:?} never came: {}", self.screen);
            self.screen.push(char::from(byte[0]));
        }
        self.screen[from..].to_owned()
    }

    /// The first word of so many letters that is on the screen.
    pub(crate) fn word_of(&self, letters: usize) -> Option<String> {
        self.screen.split_whitespace().find(|word| word.len() == letters).map(str::to_owned)
    }

    pub(crate) fn type_line(&mut self, typed: &str) {
        writeln!(self.child.stdin.as_mut().expect("a keyboard"), "{typed}").expect("it is typed");
    }

    pub(crate) fn end(mut self) -> (i32, String) {
        let mut rest = Vec::new();
        self.child.stdout.take().expect("a screen").read_to_end(&mut rest).expect("it reads");
        let code = self.child.wait().expect("it ends").code().expect("by itself");
        (code, self.screen + &String::from_utf8_lossy(&rest))
    }
}

#[test]
fn a_person_at_a_terminal_is_asked_without_echo() {
    let machine = Machine::bare();
    let mut terminal = Terminal::run(&machine, COPYABLE);
    terminal.answer("New passphrase for copyable keys: ", PASSPHRASE);
    terminal.answer("The same again: ", PASSPHRASE);
    let (code, screen) = terminal.end();
    assert_eq!(code, 0, "{screen}");
    assert!(!screen.contains(PASSPHRASE), "{screen}");
    let key = keys(&screen)[0].to_owned();

    let mut terminal = Terminal::run(&machine, "token key 1");
    terminal.answer("Passphrase of the vault: ", "wrong horse battery");
    terminal.answer("Passphrase of the vault: ", PASSPHRASE);
    let (code, screen) = terminal.end();
    assert_eq!((code, keys(&screen)), (0, vec![&*key]), "{screen}");
}

#[test]
fn two_lines_pasted_at_once_are_two_answers_and_not_echoed() {
    let machine = Machine::bare();
    let mut terminal = Terminal::run(&machine, COPYABLE);
    terminal.answer("New passphrase for copyable keys: ", &format!("{PASSPHRASE}\n{PASSPHRASE}"));
    let (code, screen) = terminal.end();
    assert_eq!(code, 0, "{screen}");
    assert!(!screen.contains(PASSPHRASE), "{screen}");
}

#[test]
fn ctrl_c_at_a_hidden_question_ends_it_with_nothing_done() {
    let machine = Machine::bare();
    let mut terminal = Terminal::run(&machine, COPYABLE);
    terminal.answer("New passphrase for copyable keys: ", "\u{3}");
    let (code, screen) = terminal.end();
    assert_eq!(code, 2, "{screen}");
    assert!(screen.contains("No passphrase was read"), "{screen}");
    assert_eq!(machine.names(""), Vec::<String>::new());
}

#[test]
fn two_new_passphrases_that_differ_are_refused() {
    let machine = Machine::bare();
    let mut terminal = Terminal::run(&machine, COPYABLE);
    terminal.answer("New passphrase for copyable keys: ", PASSPHRASE);
    terminal.answer("The same again: ", "something else");
    let (code, screen) = terminal.end();
    assert_eq!(code, 2, "{screen}");
    assert!(screen.contains("differ"), "{screen}");
    assert_eq!(machine.names(""), Vec::<String>::new());
}

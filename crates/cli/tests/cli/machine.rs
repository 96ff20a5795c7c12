//! A machine of its own for each test: private home and data folder, no keyring, clock in UTC.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

/// Opens the vault of every machine that has one.
pub(crate) const PASSPHRASE: &str = "correct horse battery";

pub(crate) struct Machine {
    folder: TempDir,
    passphrase_file: Option<PathBuf>,
}

/// What a run left.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Machine {
    /// Neither keyring nor passphrase.
    pub(crate) fn bare() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), passphrase_file: None }
    }

    /// With a passphrase file, and so with copyable keys.
    pub(crate) fn new() -> Self {
        Self::bare().with_passphrase(PASSPHRASE)
    }

    /// Another machine with a copy of that one's data folder.
    pub(crate) fn copy_of(other: &Self) -> Self {
        let machine = Self::bare();
        std::fs::create_dir(machine.data()).expect("a folder");
        for file in std::fs::read_dir(other.data()).expect("files") {
            let file = file.expect("a file");
            std::fs::copy(file.path(), machine.data().join(file.file_name())).expect("copied");
        }
        machine
    }

    /// The same machine with this in its passphrase file from now on.
    pub(crate) fn with_passphrase(mut self, text: &str) -> Self {
        use std::os::unix::fs::PermissionsExt;
        let path = self.folder.path().join("passphrase");
        std::fs::write(&path, format!("{text}\n")).expect("written");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("mode");
        self.passphrase_file = Some(path);
        self
    }

    /// The same machine without its passphrase file.
    pub(crate) fn without_passphrase(mut self) -> Self {
        self.passphrase_file = None;
        self
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub(crate) fn database(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(tokendesk_issuer::data_file(&self.data())).expect("the data file")
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The command, with nothing to read and nobody to ask.
    pub(crate) fn command<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tokendesk"));
        command
            .args(arguments)
            .env_clear()
            .env("HOME", self.folder.path())
            .env("USER", "anna")
            .env("LC_ALL", "C")
            .env("TZ", "UTC")
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
            .env("TOKENDESK_DATA", self.data())
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        if let Some(path) = &self.passphrase_file {
            command.env("TOKENDESK_PASSPHRASE_FILE", path);
        }
        command
    }

    pub(crate) fn run<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Answer {
        Answer::of(self.command(arguments).output().expect("it starts"))
    }

    /// Runs `line`, split at blanks, which must succeed; the standard output.
    pub(crate) fn text(&self, line: &str) -> String {
        let answer = self.run(line.split(' '));
        assert_eq!(answer.code, 0, "{line}: {}", answer.err);
        answer.out
    }

    /// Runs `line` with `--json`, which must succeed; the objects of the standard output.
    pub(crate) fn json(&self, line: &str) -> Vec<Value> {
        objects(&self.text(&format!("{line} --json")))
    }

    /// As [`Self::json`], where exactly one object is expected.
    pub(crate) fn one(&self, line: &str) -> Value {
        let mut objects = self.json(line);
        assert_eq!(objects.len(), 1, "{line}");
        objects.remove(0)
    }

    /// Issues a show-once token; its number.
    pub(crate) fn issue(&self, name: &str) -> i64 {
        let token = self.one(&format!("token issue --name {name} --scope read --show-once"));
        token["id"].as_i64().expect("a number")
    }

    /// Issues so many tokens whose keys are kept.
    pub(crate) fn issue_kept(&self, count: usize) {
        let row = |number| format!("{{\"name\": \"kept {number}\", \"scopes\": [\"read\"]}}\n");
        std::fs::write(self.path("kept.jsonl"), (0..count).map(row).collect::<String>()).expect("written");
        self.text("token issue --from kept.jsonl");
    }

    /// The names that a list shows.
    pub(crate) fn names(&self, options: &str) -> Vec<String> {
        let line = format!("token list {options}");
        self.json(line.trim_end()).iter().map(|token| text(&token["name"]).to_owned()).collect()
    }

    /// Everything that a refused command may not change.
    pub(crate) fn content(&self) -> [i64; 4] {
        let database = self.database();
        let count = |sql: &str| database.query_row(sql, [], |row| row.get(0)).expect("a count");
        [
            count("SELECT count(*) FROM tokens"),
            count("SELECT coalesce(sum(revision), 0) FROM tokens"),
            count("SELECT count(*) FROM scopes"),
            count("SELECT count(*) FROM audit_entries"),
        ]
    }
}

impl Answer {
    /// No run may ever write a key where errors go, panic, or send a control sequence.
    pub(crate) fn of(output: Output) -> Self {
        let code = output.status.code().expect("it ends by itself");
        let out = String::from_utf8(output.stdout).expect("text");
        let err = String::from_utf8(output.stderr).expect("text");
        assert!(keys(&err).is_empty(), "a key on the standard error");
        assert!(!err.contains("panicked"), "{err}");
        // Tabs stand between the cells of a table for other tools.
        for (text, allowed) in [(&out, &['\n', '\t'][..]), (&err, &['\n'])] {
            assert!(!text.chars().any(|c| c.is_control() && !allowed.contains(&c)), "{text:?}");
        }
        Self { code, out, err }
    }

    /// The errors as `(code, field, index)`.
    pub(crate) fn errors(&self) -> Vec<(String, Option<String>, Option<u64>)> {
        let errors =
            objects(&self.err).into_iter().map(|line| line["error"].clone()).filter(|e| !e.is_null());
        errors
            .map(|error| {
                assert!(!text(&error["message"]).is_empty());
                let field = error["field"].as_str().map(str::to_owned);
                (text(&error["code"]).to_owned(), field, error["index"].as_u64())
            })
            .collect()
    }

    /// The code of the only error.
    pub(crate) fn error(&self) -> String {
        let errors = self.errors();
        assert_eq!(errors.len(), 1, "{}", self.err);
        errors[0].0.clone()
    }

    /// The codes of all warnings.
    pub(crate) fn warnings(&self) -> Vec<String> {
        let warnings = objects(&self.err).into_iter().map(|line| line["warning"]["code"].clone());
        warnings.filter_map(|code| code.as_str().map(str::to_owned)).collect()
    }
}

/// One object a line.
pub(crate) fn objects(lines: &str) -> Vec<Value> {
    lines.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{line}: {e}"))).collect()
}

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is a text"))
}

/// All whole keys in a text.
pub(crate) fn keys(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
        .filter(|word| word.strip_prefix("sk-").is_some_and(|random| random.len() == 48))
        .collect()
}

/// The text without what differs from run to run: keys, and moments of this year.
pub(crate) fn steady(output: &str, folder: &Path) -> String {
    let mut steady = output.replace(&*folder.to_string_lossy(), "[folder]");
    for key in keys(output) {
        steady = steady.replace(key, "[key]");
    }
    let mut from = 0;
    while let Some(at) = steady[from..].find("sk-").map(|at| at + from) {
        let hint: String = steady[at..].chars().take("sk-AbCd…wXyZ".chars().count()).collect();
        steady.replace_range(at..at + hint.len(), "[hint]");
        from = at;
    }
    let moment = "2026-01-31T15:00:00.000Z".len();
    let is_moment = |text: &str| text.ends_with('Z') && text.as_bytes()[10] == b'T';
    let mut at = 0;
    while at + moment <= steady.len() {
        if steady.is_char_boundary(at)
            && steady.is_char_boundary(at + moment)
            && is_moment(&steady[at..at + moment])
            && !steady[at..].starts_with("2099")
        {
            steady.replace_range(at..at + moment, "[moment]");
        }
        at += 1;
    }
    steady
}

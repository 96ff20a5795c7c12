//! Where the vault's passphrase comes from: a file, or a person at the terminal.

use std::{
    ffi::OsString,
    fs::File,
    io::{self, IsTerminal, Read},
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use crate::{
    note::Note,
    refusal::{Failure, Refusal},
    terminal,
};

/// The environment variable that names the file.
pub(crate) const VARIABLE: &str = "TOKENDESK_PASSPHRASE_FILE";

/// More than a passphrase can have; a larger file is not one of ours.
const MAX_BYTES: usize = 16 * 1024;

/// A source of the passphrase.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// The first line of this file.
    File(PathBuf),
    /// Somebody types it, without echo.
    Terminal,
    /// There is nobody to ask.
    Nobody,
}

impl Source {
    /// The file that the environment names, else the person at the terminal.
    pub(crate) fn find() -> Self {
        Self::choose(std::env::var_os(VARIABLE), io::stdin().is_terminal())
    }

    fn choose(file: Option<OsString>, terminal: bool) -> Self {
        match file.filter(|path| !path.is_empty()) {
            Some(path) => Self::File(path.into()),
            None if terminal => Self::Terminal,
            None => Self::Nobody,
        }
    }

    /// The file that the environment names, where there is nobody to ask.
    pub(crate) fn find_file() -> Option<Self> {
        Some(Self::choose(std::env::var_os(VARIABLE), false)).filter(|source| *source != Self::Nobody)
    }

    /// The person at the terminal, whatever the environment names.
    pub(crate) fn find_person() -> Self {
        Self::choose(None, io::stdin().is_terminal())
    }

    /// The passphrase that opens the vault, or its recovery code where it has one.
    pub(crate) fn known(&self, has_recovery: bool) -> Result<Zeroizing<String>, Failure> {
        match self {
            Self::File(path) => first_line(path),
            Self::Terminal if has_recovery => prompt("Passphrase or recovery code of the vault: "),
            Self::Terminal => prompt("Passphrase of the vault: "),
            Self::Nobody => Err(nobody("vault_locked", "The vault is locked", "")),
        }
    }

    /// A new passphrase, and the same again.
    pub(crate) fn new_one(&self) -> Result<(Zeroizing<String>, Zeroizing<String>), Failure> {
        match self {
            Self::File(path) => Ok((first_line(path)?, first_line(path)?)),
            Self::Terminal => {
                Ok((prompt("New passphrase for copyable keys: ")?, prompt("The same again: ")?))
            }
            Self::Nobody => Err(nobody(
                "vault_needs_passphrase",
                "Copyable keys need a keyring or a passphrase",
                ", or issue with --show-once",
            )),
        }
    }

    /// Worth saying of a file that others may read. Not refused: secrets mounted into containers look so.
    pub(crate) fn exposed(&self) -> Option<Note> {
        let Self::File(path) = self else { return None };
        is_exposed(path).then(|| {
            let path = path.display();
            Note::new(
                "passphrase_file_exposed",
                format!("Other users may read {path}; chmod 600 keeps it yours."),
            )
        })
    }
}

fn nobody(code: &'static str, why: &str, way_out: &str) -> Failure {
    let message = format!(
        "{why}: put the passphrase into a file and name it in {VARIABLE}, or run this in a terminal{way_out}."
    );
    Refusal::at("passphrase", code, message).into()
}

fn first_line(path: &Path) -> Result<Zeroizing<String>, Failure> {
    let refused = |why: &str| {
        let message = format!("{VARIABLE}: {}: {why}.", path.display());
        Failure::from(Refusal::at("passphrase", "passphrase_file", message))
    };
    // Room for all of it at once: a growing buffer would leave copies in freed memory.
    let mut bytes = Zeroizing::new(Vec::with_capacity(MAX_BYTES + 1));
    File::open(path)
        .and_then(|file| file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes))
        .map_err(|error| refused(&error.to_string()))?;
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if line.len() > MAX_BYTES {
        return Err(refused("its first line is too long"));
    }
    match std::str::from_utf8(line) {
        Ok("") => Err(refused("its first line is empty")),
        Ok(text) => Ok(Zeroizing::new(text.to_owned())),
        Err(_) => Err(refused("its first line is not UTF-8 text")),
    }
}

fn prompt(question: &str) -> Result<Zeroizing<String>, Failure> {
    terminal::ask_hidden(question).map_err(|error| {
        let message = format!("No passphrase was read from the terminal: {error}.");
        Refusal::at("passphrase", "passphrase_prompt", message).into()
    })
}

#[cfg(unix)]
fn is_exposed(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_exposed(_path: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content: &[u8]) -> Result<String, &'static str> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("passphrase");
        std::fs::write(&path, content).unwrap();
        match Source::File(path).known(false) {
            Ok(line) => Ok(line.to_string()),
            Err(Failure::Input(refusals)) => Err(refusals[0].code),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_file_gives_its_first_line_as_it_stands() {
        assert_eq!(read(b" correct horse \nsecond\n").unwrap(), " correct horse ");
        assert_eq!(read(b"correct horse\r\n").unwrap(), "correct horse");
        assert_eq!(read("비밀번호입니다".as_bytes()).unwrap(), "비밀번호입니다");
        assert_eq!(
            read(&[b"a".repeat(100), b"\n".to_vec(), b"b".repeat(100_000)].concat()).unwrap(),
            "a".repeat(100)
        );
    }

    #[test]
    fn a_file_without_a_passphrase_is_refused() {
        for content in [&b""[..], b"\n", b"\nsecond line\n", b"\xff\xfe", &b"a".repeat(17_000)] {
            assert_eq!(read(content), Err("passphrase_file"));
        }
        let gone = Source::File("/nonexistent/passphrase".into()).known(false);
        assert!(matches!(gone, Err(Failure::Input(refusals)) if refusals[0].code == "passphrase_file"));
    }

    #[test]
    fn the_file_goes_before_the_person_and_an_empty_variable_names_none() {
        assert_eq!(Source::choose(Some("/p".into()), true), Source::File("/p".into()));
        assert_eq!(Source::choose(Some(OsString::new()), true), Source::Terminal);
        assert_eq!(Source::choose(None, false), Source::Nobody);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_may_read_is_worth_saying() {
        use std::os::unix::fs::PermissionsExt;
        let file = tempfile::NamedTempFile::new().unwrap();
        let exposed = |mode| {
            file.as_file().set_permissions(std::fs::Permissions::from_mode(mode)).unwrap();
            Source::File(file.path().to_owned()).exposed().is_some()
        };
        assert_eq!([0o600, 0o400, 0o640, 0o604].map(exposed), [false, false, true, true]);
    }
}

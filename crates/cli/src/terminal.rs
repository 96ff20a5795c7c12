//! What a person types at the terminal and nobody may read from its screen.

use std::io;

use zeroize::Zeroizing;

/// Writes `question` to the terminal and reads the line that is typed, which the screen does not show.
///
/// # Errors
/// There is no terminal; it was closed; or Ctrl+C was pressed ([`io::ErrorKind::Interrupted`]).
#[cfg(unix)]
pub(crate) fn ask_hidden(question: &str) -> io::Result<Zeroizing<String>> {
    use std::{
        fs::OpenOptions,
        io::{Read, Write},
    };

    let tty = OpenOptions::new().read(true).write(true).open("/dev/tty")?;
    // Quiet before the question is there: the terminal echoes what comes in when it comes in, and
    // somebody who pastes is faster than this program.
    let quiet = Quiet::new(&tty)?;
    (&tty).write_all(question.as_bytes())?;
    let mut line = Zeroizing::new(vec![0; LONGEST_LINE]);
    let length = (&tty).read(&mut line)?;
    drop(quiet);
    writeln!(&tty)?;
    match line[..length].split_last() {
        Some((&INTERRUPT, _)) => Err(io::ErrorKind::Interrupted.into()),
        Some((b'\n', typed)) => std::str::from_utf8(typed)
            .map(|typed| Zeroizing::new(typed.to_owned()))
            .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8 text")),
        None | Some(_) => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

#[cfg(not(unix))]
pub(crate) fn ask_hidden(question: &str) -> io::Result<Zeroizing<String>> {
    rpassword::prompt_password(question).map(Zeroizing::new)
}

/// Writes `question` to the standard error and reads the line that is typed, in plain sight.
pub(crate) fn ask(question: &str) -> io::Result<String> {
    use std::io::Write as _;

    io::stderr().write_all(question.as_bytes())?;
    let mut line = String::new();
    match io::stdin().read_line(&mut line)? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(line),
    }
}

/// What the kernel hands over of one line at most (`MAX_CANON`, termios(3)).
#[cfg(unix)]
const LONGEST_LINE: usize = 4096;

/// Ctrl+C.
#[cfg(unix)]
const INTERRUPT: u8 = 3;

/// A terminal that does not show what is typed, until this is dropped.
#[cfg(unix)]
struct Quiet<'a> {
    tty: &'a std::fs::File,
    before: rustix::termios::Termios,
}

#[cfg(unix)]
impl<'a> Quiet<'a> {
    fn new(tty: &'a std::fs::File) -> io::Result<Self> {
        use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, tcgetattr, tcsetattr};

        let before = tcgetattr(tty)?;
        let mut quiet = before.clone();
        // Ctrl+C ends the line instead of the program, which would leave the terminal quiet for ever.
        quiet.local_modes.remove(LocalModes::ECHO | LocalModes::ECHONL | LocalModes::ISIG);
        quiet.local_modes.insert(LocalModes::ICANON);
        quiet.special_codes[SpecialCodeIndex::VEOL] = INTERRUPT;
        tcsetattr(tty, OptionalActions::Now, &quiet)?;
        Ok(Self { tty, before })
    }
}

#[cfg(unix)]
impl Drop for Quiet<'_> {
    fn drop(&mut self) {
        use rustix::termios::{OptionalActions, tcsetattr};

        // Nothing is left to try when the terminal is gone.
        let _ = tcsetattr(self.tty, OptionalActions::Now, &self.before);
    }
}

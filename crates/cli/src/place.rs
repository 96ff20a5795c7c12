//! Which data folder is meant, and the desk that works on it.

use std::{
    ffi::OsString,
    io::Write,
    path::{Path, PathBuf},
    sync::Arc,
};

use tokendesk_issuer::{
    Desk, DeskError, DeskOptions, data_file, default_folder, system_clock, system_language, user_name,
};
use tokendesk_vault::OsKeyring;

use crate::{
    note::Note,
    output::Output,
    refusal::{Failure, Refusal},
};

/// The environment variable that names the data folder.
const VARIABLE: &str = "TOKENDESK_DATA";

/// Opens the desk. The keyring is not asked before a key has to be sealed or opened. A new data file is said: a
/// folder that was mistyped looks like one without tokens.
pub(crate) fn open<W: Write, N: Write>(
    option: Option<&Path>,
    output: &mut Output<W, N>,
) -> Result<Desk, Failure> {
    let file = data_file(&folder(option)?);
    let new = !file.exists();
    let desk = desk(&file, actor())?;
    if new {
        output.warn(&Note::new("new_data_file", format!("A new data file was made: {}", file.display())));
    }
    Ok(desk)
}

/// The same for work that is for nothing on a new data file.
pub(crate) fn open_existing<W: Write, N: Write>(
    option: Option<&Path>,
    output: &mut Output<W, N>,
) -> Result<Desk, Failure> {
    let file = data_file(&folder(option)?);
    if file.exists() {
        return open(option, output);
    }
    let message = format!("There is no data file {}: name its folder with --data.", file.display());
    Err(Refusal::at("data", "no_data_file", message).into())
}

/// Who works at this command line, for the audit log.
pub(crate) fn actor() -> String {
    format!("cli:{}", user_name())
}

/// The desk on this data file, for this actor.
pub(crate) fn desk(file: &Path, actor: String) -> Result<Desk, Failure> {
    open_desk(file, actor).map_err(|error| at_file(file, error))
}

/// The same, with the desk's own error.
pub(crate) fn open_desk(file: &Path, actor: String) -> Result<Desk, DeskError> {
    Desk::open(DeskOptions {
        file: file.to_owned(),
        actor,
        keyring: Arc::new(OsKeyring::new()),
        clock: system_clock(),
        language: system_language(),
    })
}

/// Which file is meant may come from three places: it is part of the message.
pub(crate) fn at_file(file: &Path, error: DeskError) -> Failure {
    match Failure::from(error) {
        Failure::Fault(refusal) => {
            let message = format!("{}: {}", file.display(), refusal.message);
            Failure::Fault(Refusal { message, ..refusal })
        }
        other => other,
    }
}

/// The data folder that is meant.
pub(crate) fn folder(option: Option<&Path>) -> Result<PathBuf, Refusal> {
    chosen(option, std::env::var_os(VARIABLE), default_folder)
}

/// The option, else the variable, else the platform's folder. An empty variable counts as none.
fn chosen(
    option: Option<&Path>,
    variable: Option<OsString>,
    default: impl FnOnce() -> Option<PathBuf>,
) -> Result<PathBuf, Refusal> {
    let variable = variable.filter(|value| !value.is_empty()).map(PathBuf::from);
    option.map(Path::to_owned).or(variable).or_else(default).ok_or_else(|| {
        Refusal::at("data", "no_data_folder", "There is no home folder here: name a data folder with --data.")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_option_wins_over_the_variable_and_that_over_the_platform() {
        let (option, variable) = (Path::new("/option"), Some(OsString::from("/variable")));
        let default = || Some(PathBuf::from("/default"));
        assert_eq!(chosen(Some(option), variable.clone(), default).unwrap(), option);
        assert_eq!(chosen(None, variable, default).unwrap(), Path::new("/variable"));
        assert_eq!(chosen(None, Some(OsString::new()), default).unwrap(), Path::new("/default"));
        assert_eq!(chosen(None, None, || None).unwrap_err().code, "no_data_folder");
    }
}

//! Why a command was refused, and how that is said.

mod desk;
mod problem;

use std::{
    io::{self, Write},
    process::ExitCode,
};

use serde::Serialize;
use tokendesk_domain::field_error::FieldError;

pub(crate) use self::desk::conflict;
use crate::text::{visible, visible_json};

/// The name of this program's exit codes.
const BAD_INPUT: u8 = 2;
const FAULT: u8 = 1;
const FOUND: u8 = 3;
const TAMPERED: u8 = 4;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Refusal {
    /// For scripts; stays.
    pub(crate) code: &'static str,
    /// The option or argument; none: the whole command.
    pub(crate) field: Option<String>,
    /// Which entry of a list, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) index: Option<usize>,
    /// For people.
    pub(crate) message: String,
}

/// Why a command ended without its end.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Bad input; nothing was changed.
    Input(Vec<Refusal>),
    /// A fault of the machine or the file.
    Fault(Refusal),
    /// What was asked about was found; it is written already.
    Found,
    /// The audit log is not as it was written.
    Tampered(Refusal),
    /// Whoever read the output (`| head`) has enough: nothing is wrong.
    ReaderGone,
}

impl Refusal {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, field: None, index: None, message: message.into() }
    }

    pub(crate) fn at(field: &str, code: &'static str, message: impl Into<String>) -> Self {
        Self { field: Some(field.to_owned()), ..Self::new(code, message) }
    }

    /// The token with this number, which was typed as the `index`th.
    pub(crate) fn no_such_token(id: i64, index: usize) -> Self {
        Self { index: Some(index), ..Self::at("id", "not_found", format!("There is no token {id}.")) }
    }

    /// What stands before the sentence: the option as it is typed.
    fn place(&self) -> Option<String> {
        let field = self.field.as_deref()?;
        Some(match field {
            "id" | "entries" | "generation" | "passphrase" | "file" => field.to_owned(),
            "scope_name" => "name".to_owned(),
            option => format!("--{}", option.replace('_', "-")),
        })
    }

    fn say(&self, json: bool, err: &mut impl Write) -> io::Result<()> {
        #[derive(Serialize)]
        struct Line<'r> {
            error: &'r Refusal,
        }
        if json {
            let line = serde_json::to_string(&Line { error: self }).map_err(io::Error::other)?;
            return writeln!(err, "{}", visible_json(&line));
        }
        match self.place() {
            Some(place) => writeln!(err, "error: {place}: {}", visible(&self.message)),
            None => writeln!(err, "error: {}", visible(&self.message)),
        }
    }
}

impl From<&FieldError> for Refusal {
    fn from(error: &FieldError) -> Self {
        Self {
            code: error.problem.code(),
            field: Some(error.field.code().to_owned()),
            index: error.index,
            message: problem::sentence(error),
        }
    }
}

impl Failure {
    /// Says what is wrong; the answer is the exit code. Who can't be told is not told.
    pub(crate) fn report(&self, json: bool, err: &mut impl Write) -> ExitCode {
        let (refusals, code) = match self {
            Self::Input(refusals) => (refusals.as_slice(), BAD_INPUT),
            Self::Fault(refusal) => (std::slice::from_ref(refusal), FAULT),
            Self::Found => return ExitCode::from(FOUND),
            Self::Tampered(refusal) => (std::slice::from_ref(refusal), TAMPERED),
            Self::ReaderGone => return ExitCode::SUCCESS,
        };
        let _ = refusals.iter().try_for_each(|refusal| refusal.say(json, err));
        ExitCode::from(code)
    }
}

impl From<Refusal> for Failure {
    /// Bad input.
    fn from(refusal: Refusal) -> Self {
        Self::Input(vec![refusal])
    }
}

/// The output can't be written.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::ReaderGone,
            _ => Self::Fault(Refusal::new("output", format!("The output can't be written: {error}."))),
        }
    }
}

#[cfg(test)]
mod tests {
    use tokendesk_domain::{address::AddressProblem, field_error::Field};

    use super::*;

    fn said(refusal: &Refusal, json: bool) -> String {
        let mut err = Vec::new();
        refusal.say(json, &mut err).unwrap();
        String::from_utf8(err).unwrap()
    }

    #[test]
    fn an_error_is_one_object_on_one_line() {
        let error = FieldError::at(Field::AllowIps, 1, AddressProblem::Netmask.into());
        assert_eq!(
            said(&Refusal::from(&error), true),
            concat!(
                r#"{"error":{"code":"netmask","field":"allow_ip","index":1,"#,
                r#""message":"Write the prefix length instead of a netmask, such as 10.0.0.0/8."}}"#,
                "\n"
            )
        );
        assert_eq!(
            said(&Refusal::new("store_full", "Full."), true),
            "{\"error\":{\"code\":\"store_full\",\"field\":null,\"message\":\"Full.\"}}\n"
        );
    }

    #[test]
    fn a_sentence_names_the_option_as_it_is_typed() {
        assert_eq!(said(&Refusal::at("allow_ip", "x", "No."), false), "error: --allow-ip: No.\n");
        assert_eq!(said(&Refusal::at("scope_name", "x", "No."), false), "error: name: No.\n");
        assert_eq!(said(&Refusal::new("x", "No\n\u{1b}[0m."), false), "error: No\\n\\u{1b}[0m.\n");
    }

    #[test]
    fn a_reader_who_left_is_no_fault_and_a_full_disk_is() {
        let failure = |kind| Failure::from(io::Error::from(kind));
        assert!(matches!(failure(io::ErrorKind::BrokenPipe), Failure::ReaderGone));
        assert!(matches!(failure(io::ErrorKind::StorageFull), Failure::Fault(_)));
    }
}

//! Answers of the argument parser itself: help, version, and what it could not read.

use std::{
    ffi::OsString,
    io::{self, Write},
    process::ExitCode,
};

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::{
    refusal::{Failure, Refusal},
    text::visible_lines,
};

/// Whether `--json` was typed, though the rest can't be read.
pub(crate) fn wants_json(arguments: impl Iterator<Item = OsString>) -> bool {
    arguments.skip(1).take_while(|argument| argument != "--").any(|argument| argument == "--json")
}

/// Prints what the parser has to say. Help and version are answers, all else is bad input.
pub(crate) fn answer(error: &clap::Error, json: bool) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        return match error.print().map_err(Failure::from) {
            Ok(()) => ExitCode::SUCCESS,
            Err(failure) => failure.report(json, &mut io::stderr()),
        };
    }
    if json {
        return Failure::from(refusal(error)).report(json, &mut io::stderr());
    }
    // Not `error.print()`: the parser repeats what was typed as it was typed.
    let _ = writeln!(io::stderr(), "{}", visible_lines(&error.render().to_string()).trim_end());
    ExitCode::from(2)
}

fn refusal(error: &clap::Error) -> Refusal {
    let code = match error.kind() {
        ErrorKind::InvalidValue | ErrorKind::ValueValidation | ErrorKind::InvalidUtf8 => "invalid_value",
        ErrorKind::MissingRequiredArgument => "required",
        _ => "usage",
    };
    Refusal { field: field(error), ..Refusal::new(code, message(error)) }
}

/// `--allow-ip <CIDR>` → `allow_ip`; only where one argument is meant, and one that exists.
fn field(error: &clap::Error) -> Option<String> {
    if error.kind() == ErrorKind::UnknownArgument {
        return None;
    }
    let argument = match error.get(ContextKind::InvalidArg)? {
        ContextValue::String(argument) => argument,
        ContextValue::Strings(arguments) if arguments.len() == 1 => &arguments[0],
        _ => return None,
    };
    // `<--scope <SCOPE>|--description <TEXT>|…>`: one of several.
    if argument.contains('|') {
        return None;
    }
    let name = argument.split([' ', '=']).next()?.trim_matches(['-', '<', '>', '.', '[', ']']);
    (!name.is_empty()).then(|| name.to_lowercase().replace('-', "_"))
}

/// The parser's message on one line, without the usage that follows it.
fn message(error: &clap::Error) -> String {
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return "A command is missing; see --help.".to_owned();
    }
    let text = error.render().to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    let end = text.find("\n\n").unwrap_or(text.len());
    text[..end].split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::args::Arguments;

    fn refused(line: &str) -> (&'static str, Option<String>) {
        let error = Arguments::try_parse_from(line.split(' ')).expect_err("refused");
        let Refusal { code, field, message, .. } = refusal(&error);
        assert!(!message.is_empty() && !message.contains('\n'), "{message:?}");
        (code, field)
    }

    #[test]
    fn what_the_parser_refuses_names_the_argument() {
        for (line, code, field) in [
            ("tokendesk token show x", "invalid_value", Some("id")),
            ("tokendesk token show 0", "invalid_value", Some("id")),
            ("tokendesk token show", "required", Some("id")),
            ("tokendesk token list --status odd", "invalid_value", Some("status")),
            ("tokendesk token list --limit 0", "invalid_value", Some("limit")),
            ("tokendesk token edit 1", "required", None),
            ("tokendesk token edit 1 --name x", "usage", None),
            ("tokendesk token list --data", "invalid_value", Some("data")),
            ("tokendesk token", "usage", None),
            ("tokendesk", "usage", None),
        ] {
            assert_eq!(refused(line), (code, field.map(str::to_owned)), "{line}");
        }
    }

    #[test]
    fn json_is_wanted_before_the_end_of_options_only() {
        let wants = |line: &str| wants_json(line.split(' ').map(OsString::from));
        assert!(wants("tokendesk token lost --json"));
        assert!(!wants("tokendesk scope add -- --json"));
        assert!(!wants("--json token list"));
    }
}

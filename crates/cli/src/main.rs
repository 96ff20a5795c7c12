//! `tokendesk`: the desk from a shell, on the same data file as the window.
//!
//! # What scripts may rely on
//! - With `--json` every record is one JSON object on one line of the standard output; the names of its
//!   fields (see [`record`]) are in `snake_case` and stay. Moments are RFC 3339 in UTC with milliseconds.
//! - With `--json` every error is one object `{"error":{"code":…,"field":…,"message":…}}` on one line of the
//!   standard error, one for each wrong field; an entry of a list has its number, from 0, in `index`.
//!   Things worth saying come as `{"warning":{…}}` in the same way. Without `--json` both are sentences.
//! - Exit code 0: done; 2: the input is wrong (also the passphrase), nothing was changed; 1: a fault.
//! - Keys go to the standard output only, and only from `token issue` and `token key`.
//! - The language is English, whatever the window speaks.

mod args;
mod form;
mod note;
mod output;
mod passphrase;
mod place;
mod record;
mod refusal;
mod scope;
mod seat;
mod table;
mod terminal;
mod text;
mod token;
mod usage;

use std::{
    io::{self, BufWriter, Write},
    process::ExitCode,
};

use clap::Parser;

use crate::{
    args::{Arguments, Noun},
    output::Output,
    refusal::Failure,
};

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return usage::answer(&error, usage::wants_json(std::env::args_os())),
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let mut output = Output::new(arguments.json, &mut out, io::stderr());
    let done = run(&arguments, &mut output).and_then(|()| Ok(output.flush()?));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(arguments.json, &mut io::stderr()),
    }
}

fn run<W: Write, N: Write>(arguments: &Arguments, output: &mut Output<W, N>) -> Result<(), Failure> {
    let desk = place::open(arguments.data.as_deref())?;
    match &arguments.noun {
        Noun::Token { verb } => token::run(&desk, verb, output),
        Noun::Scope { verb } => scope::run(&desk, verb, output),
    }
}

//! `tokendesk`: the desk from a shell, on the same data file as the window.
//!
//! # What scripts may rely on
//! - With `--json` every record is one JSON object on one line of the standard output; the names of its
//!   fields (see [`record`]) are in `snake_case` and stay. Moments are RFC 3339 in UTC with milliseconds.
//! - With `--json` every error is one object `{"error":{"code":…,"field":…,"message":…}}` on one line of the
//!   standard error, one for each wrong field; an entry of a list has its number, from 0, in `index`.
//!   Things worth saying come as `{"warning":{…}}` in the same way. Without `--json` both are sentences.
//! - `token issue --from` gives each row of the file its line on the standard output, in the order of the rows;
//!   with `--json` also those that are wrong, with an array `errors` of such objects. A line is written after its
//!   token is on the disk.
//! - Exit code 0: done; 2: the input is wrong (also the passphrase), nothing was changed; 1: a fault; 3: what
//!   `posture --fail-on` asks for was found; 4: the audit log is not as it was written, from `audit verify` alone.
//! - A change of the tokens of a filter says which they are, and asks; where nobody can be asked, `--yes` is needed.
//! - Keys go to the standard output only, and only from `token issue`, `token rotate`, `token key`, `admin-key issue`
//!   and `token export --with-keys`, which may also write them to a file; a recovery code from `vault recovery-code`.
//! - The language is English, whatever the window speaks.

mod admin_key;
mod args;
mod audit;
mod backup;
mod decisions;
mod form;
mod gateway;
mod gateway_secret;
mod manual;
mod note;
mod open_files;
mod output;
mod passphrase;
mod place;
mod progress;
mod record;
mod refusal;
mod restore;
mod route;
mod rows;
mod scope;
mod seat;
mod serve;
mod settings;
mod stop;
mod table;
mod terminal;
mod text;
mod token;
mod usage;
mod vault;

use std::{
    io::{self, Write},
    process::ExitCode,
};

use clap::Parser;
use tokendesk_issuer::Desk;

use crate::{
    args::{Arguments, GatewayVerb, Noun},
    output::Output,
    refusal::Failure,
};

#[global_allocator]
static ALLOCATOR: tokendesk_allocator::Allocator = tokendesk_allocator::ALLOCATOR;

fn main() -> ExitCode {
    tokendesk_allocator::give_back_soon();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return usage::answer(&error, usage::wants_json(std::env::args_os())),
    };
    let done = results().map_err(Failure::from).and_then(|out| {
        let mut output = Output::new(arguments.json, out, io::stderr());
        run(&arguments, &mut output)?;
        Ok(output.flush()?)
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(arguments.json, &mut io::stderr()),
    }
}

/// The standard output without a buffer between: what it took is known to the byte.
#[cfg(unix)]
fn results() -> io::Result<impl Write> {
    use std::os::fd::AsFd;
    io::stdout().as_fd().try_clone_to_owned().map(std::fs::File::from)
}

/// The console of Windows takes text only through the standard output of the library.
#[cfg(not(unix))]
fn results() -> io::Result<impl Write> {
    Ok(io::stdout().lock())
}

fn run<W: Write, N: Write>(arguments: &Arguments, output: &mut Output<W, N>) -> Result<(), Failure> {
    match &arguments.noun {
        Noun::Token { verb } => at_desk(arguments, output, |desk, output| token::run(desk, verb, output)),
        Noun::Scope { verb } => at_desk(arguments, output, |desk, output| scope::run(desk, verb, output)),
        Noun::Posture(args) => {
            at_desk(arguments, output, |desk, output| token::posture::run(desk, args, output))
        }
        Noun::Undo(args) => at_desk(arguments, output, |desk, output| token::undo::run(desk, args, output)),
        Noun::Route { verb } => at_desk(arguments, output, |desk, output| route::run(desk, verb, output)),
        Noun::Vault { verb } => at_desk(arguments, output, |desk, output| vault::run(desk, verb, output)),
        Noun::Settings { verb } => {
            at_desk(arguments, output, |desk, output| settings::run(desk, verb, output))
        }
        Noun::AdminKey { verb } => {
            at_desk(arguments, output, |desk, output| admin_key::run(desk, verb, output))
        }
        Noun::Audit { verb } => at_desk(arguments, output, |desk, output| audit::run(desk, verb, output)),
        Noun::Gateway { verb: GatewayVerb::Config(args) } => gateway::config(args, output),
        Noun::Gateway { verb: GatewayVerb::Test(args) } => {
            at_desk(arguments, output, |desk, output| gateway::test(desk, args, output))
        }
        Noun::Completions { shell } => manual::completions(*shell, output),
        Noun::Man { to } => manual::pages(to, output),
        Noun::Backup { verb } => backup::run(arguments.data.as_deref(), verb, output),
        Noun::Restore(args) => restore::run(arguments.data.as_deref(), args, output),
        Noun::Decisions(args) => decisions::run(args, output),
        Noun::Serve(args) => serve::run(&place::folder(arguments.data.as_deref())?, args),
    }
}

fn at_desk<W: Write, N: Write>(
    arguments: &Arguments,
    output: &mut Output<W, N>,
    work: impl FnOnce(&Desk, &mut Output<W, N>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let desk = place::open(arguments.data.as_deref(), output)?;
    work(&desk, output).map_err(|failure| failure.located(&desk))
}

//! What was asked for on the command line.

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::part::Part;

pub(crate) const HELP: &str = "\
cargo xtask run [--data DIR] [--release] [-- ARGUMENTS]
    Installs what is missing, builds the interface, the console and the `tokendesk` command,
    and starts the console. Without a display it is started in a virtual one, a screenshot of
    the window is kept, and its path is printed; without a terminal it then ends.
      --data DIR    the folder of the data file (without it: the console's own choice; without
                    a display: a new folder and a new keyring, thrown away at the end)
      --release     with optimisation; the first build takes twice as long
      ARGUMENTS     are handed to the console

cargo xtask test [--only PART]...
    Installs what is missing and checks everything, in this order:
      format        rustfmt, prettier
      deny          dependencies: bans, licences, sources; advisories where their database is
                    within reach
      ui            ESLint, types, message catalogues, Vitest
      lint          clippy and rustdoc, warnings are errors
      rust          unit, property and integration tests; the generated TypeScript types
      e2e           the built console, driven like a person would, under a virtual display;
                    screenshots go to screenshots/e2e
    Ends at the first failure. The last lines are the test runners' own closing lines.
      --only PART   one part only; may be given several times

cargo xtask bench [--only NAME]...
    Installs what is missing, builds everything with optimisation and measures the product beside its
    references; prints a table, and keeps it and its data files in target/bench. Ends with 1 where a
    bound is missed. Linux only.
      --only NAME   one benchmark only; may be given several times: issue, callers, import, list,
                    search, disable, start, growth, decide, verify-http, lag, gateways,
                    verifier-growth, scripts

All install system packages with apt-get on Debian and Ubuntu (through sudo where needed). On
other systems they say what to install.";

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Request {
    Help,
    Run(RunOptions),
    Test(TestOptions),
    Bench(BenchOptions),
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct RunOptions {
    pub(crate) data: Option<PathBuf>,
    pub(crate) release: bool,
    /// For the console.
    pub(crate) arguments: Vec<OsString>,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct TestOptions {
    /// Empty: all.
    pub(crate) only: Vec<Part>,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct BenchOptions {
    /// Names of benchmarks, which the program that runs them knows; empty: all.
    pub(crate) only: Vec<String>,
}

impl Request {
    pub(crate) fn parse(arguments: impl Iterator<Item = String>) -> Result<Request> {
        let mut arguments = arguments.peekable();
        let Some(command) = arguments.next() else { return Ok(Request::Help) };
        let words: Vec<String> = arguments.collect();
        let before_dashes = words.iter().take_while(|word| *word != "--");
        if command == "help" || command == "--help" || command == "-h" {
            return Ok(Request::Help);
        }
        if before_dashes.into_iter().any(|word| word == "--help" || word == "-h") {
            return Ok(Request::Help);
        }
        match command.as_str() {
            "run" => Ok(Request::Run(RunOptions::parse(words.into_iter())?)),
            "test" => Ok(Request::Test(TestOptions::parse(words.into_iter())?)),
            "bench" => Ok(Request::Bench(BenchOptions::parse(words.into_iter())?)),
            other => bail!("There is no command `{other}`."),
        }
    }
}

impl RunOptions {
    fn parse(mut words: impl Iterator<Item = String>) -> Result<RunOptions> {
        let mut options = RunOptions::default();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--data" => options.data = Some(words.next().context("--data needs a folder.")?.into()),
                "--release" => options.release = true,
                "--" => options.arguments.extend(words.by_ref().map(OsString::from)),
                other => bail!("`run` knows no `{other}`. Arguments for the console stand after `--`."),
            }
        }
        Ok(options)
    }
}

impl TestOptions {
    fn parse(mut words: impl Iterator<Item = String>) -> Result<TestOptions> {
        let mut options = TestOptions::default();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--only" => {
                    let name = words.next().context("--only needs a part.")?;
                    options.only.push(Part::named(&name)?);
                }
                other => bail!("`test` knows no `{other}`."),
            }
        }
        Ok(options)
    }
}

impl BenchOptions {
    fn parse(mut words: impl Iterator<Item = String>) -> Result<BenchOptions> {
        let mut options = BenchOptions::default();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--only" => options.only.push(words.next().context("--only needs a name.")?),
                other => bail!("`bench` knows no `{other}`."),
            }
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Request> {
        Request::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn words_after_two_dashes_belong_to_the_console() {
        let request = parse("run --data here -- --help --data there").expect("readable");
        let expected = RunOptions {
            data: Some("here".into()),
            release: false,
            arguments: ["--help", "--data", "there"].map(OsString::from).to_vec(),
        };
        assert_eq!(request, Request::Run(expected));
    }

    #[test]
    fn help_is_given_wherever_it_is_asked_for() {
        for line in ["", "help", "--help", "run --help", "test --only ui -h"] {
            assert_eq!(parse(line).expect("readable"), Request::Help, "{line}");
        }
    }

    #[test]
    fn one_benchmark_or_several_can_be_named() {
        let request = parse("bench --only start --only issue").expect("readable");
        let only = ["start", "issue"].map(str::to_owned).to_vec();
        assert_eq!(request, Request::Bench(BenchOptions { only }));
        assert_eq!(parse("bench").expect("readable"), Request::Bench(BenchOptions::default()));
    }

    #[test]
    fn an_unknown_word_is_refused() {
        for line in [
            "walk",
            "run here",
            "run --data",
            "test --only",
            "test --only everything",
            "test e2e",
            "bench --only",
            "bench start",
        ] {
            assert!(parse(line).is_err(), "{line}");
        }
    }

    #[test]
    fn the_help_names_every_part() {
        for part in Part::ALL {
            assert!(HELP.contains(&format!("\n      {} ", part.name())), "{part:?}");
        }
    }
}

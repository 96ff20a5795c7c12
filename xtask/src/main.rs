//! The project's commands, `cargo xtask run`, `test` and `bench`. Each sets up what it needs first.
//!
//! Knows cargo, npm and apt; knows nothing of tokens.

mod advisories;
mod arguments;
mod bench;
mod closing_lines;
mod interface;
mod npm;
mod packages;
mod part;
mod program;
mod project;
mod run;
mod steps;
mod test;
mod tools;
mod types;
mod wheels;
mod window;

use std::process::ExitCode;

use arguments::Request;
use project::Project;

fn main() -> ExitCode {
    let request = match Request::parse(std::env::args().skip(1)) {
        Ok(request) => request,
        Err(error) => {
            eprintln!("{error}\n\n{}", arguments::HELP);
            return ExitCode::from(2);
        }
    };
    let done = Project::find().and_then(|project| match request {
        Request::Help => {
            println!("{}", arguments::HELP);
            Ok(ExitCode::SUCCESS)
        }
        Request::Run(options) => run::run(&project, &options),
        Request::Test(options) => test::test(&project, &options),
        Request::Bench(options) => bench::bench(&project, &options),
    });
    done.unwrap_or_else(|error| {
        eprintln!("\nFailed: {error:#}");
        ExitCode::FAILURE
    })
}

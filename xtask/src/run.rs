//! `cargo xtask run`: set up, build, start the console.

use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::arguments::RunOptions;
use crate::packages::{BUILD, HEADLESS};
use crate::project::Project;
use crate::steps::Steps;
use crate::{interface, npm, packages, program, window};

/// The two programs of the product.
const PRODUCT: [&str; 4] = ["--package", "tokendesk-console", "--package", "tokendesk-cli"];

pub(crate) fn run(project: &Project, options: &RunOptions) -> Result<ExitCode> {
    let has_display = window::has_display();
    let needs: &[&[_]] = if has_display { &[BUILD] } else { &[BUILD, HEADLESS] };
    let mut steps = Steps::default();
    steps.step("system packages", || packages::install(needs))?;
    steps.step("npm packages", || npm::install(project))?;
    steps.step("build the interface", || interface::build(project))?;
    steps.step("build the console and the tokendesk command", || {
        let mut build = project.cargo();
        build.args(["build", "--bins"]).args(PRODUCT);
        if options.release {
            build.arg("--release");
        }
        program::run(&mut build)
    })?;
    let console = project.built("tokendesk-console", options.release);
    eprintln!("\nThe tokendesk command: {}", project.built("tokendesk", options.release).display());
    if has_display {
        return window::show(Command::new(&console), options);
    }
    window::show_without_display(project, &console, options)
}

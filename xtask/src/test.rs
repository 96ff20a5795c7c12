//! `cargo xtask test`: set up, then check everything; ends at the first failure.

use std::io::{IsTerminal, stderr};
use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::arguments::TestOptions;
use crate::closing_lines::ClosingLines;
use crate::packages::{BUILD, DRIVE, GATEWAYS, HEADLESS};
use crate::part::Part;
use crate::project::Project;
use crate::steps::Steps;
use crate::{advisories, interface, npm, packages, program, tools, types, wheels};

/// Only the benchmarks build it: it has no tests, and linking it takes its time.
const WITHOUT_BARE_WINDOW: [&str; 2] = ["--exclude", "tokendesk-bare-window"];

pub(crate) fn test(project: &Project, options: &TestOptions) -> Result<ExitCode> {
    let parts: Vec<Part> =
        Part::ALL.into_iter().filter(|part| options.only.is_empty() || options.only.contains(part)).collect();
    let mut steps = Steps::default();
    let mut closing = ClosingLines::default();
    let outcome = check(project, &parts, &mut steps, &mut closing);
    steps.print_durations();
    closing.print();
    outcome.map(|()| ExitCode::SUCCESS)
}

fn check(project: &Project, parts: &[Part], steps: &mut Steps, closing: &mut ClosingLines) -> Result<()> {
    set_up(project, parts, steps)?;
    for part in parts {
        match part {
            Part::Format => format(project, steps)?,
            Part::Deny => deny(project, steps)?,
            Part::Ui => ui(project, steps, closing)?,
            Part::Lint => lint(project, steps)?,
            Part::Rust => rust(project, steps, closing)?,
            Part::E2e => e2e(project, steps, closing)?,
        }
    }
    Ok(())
}

fn set_up(project: &Project, parts: &[Part], steps: &mut Steps) -> Result<()> {
    let needs_console = parts.iter().any(|part| part.needs_console());
    if needs_console {
        steps.step("system packages", || packages::install(&[BUILD, HEADLESS, DRIVE]))?;
    }
    if parts.iter().any(|part| part.needs_npm()) {
        steps.step("npm packages", || npm::install(project))?;
    }
    if parts.contains(&Part::Rust) {
        steps.step("gateways", || {
            packages::install(&[GATEWAYS])?;
            wheels::GATEWAYS.install(project)
        })?;
        for wheels in [wheels::SCHEMATHESIS, wheels::NEWAPI_CLIENT] {
            steps.step(wheels.what, || wheels.install(project))?;
        }
        // Those of other systems too: a test looks through all that is built on, without the network.
        steps.step("crates", || program::run(project.cargo().args(["fetch", "--locked"])))?;
    }
    steps.step("cargo's tools", || {
        if parts.contains(&Part::Format) {
            tools::add_component(project, "fmt", "rustfmt")?;
        }
        if parts.contains(&Part::Lint) {
            tools::add_component(project, "clippy", "clippy")?;
        }
        if parts.contains(&Part::Deny) {
            tools::DENY.install(project)?;
        }
        if parts.contains(&Part::Rust) || parts.contains(&Part::E2e) {
            tools::NEXTEST.install(project)?;
        }
        Ok(())
    })?;
    if needs_console {
        // The console's code does not compile without the interface that it carries.
        steps.step("build the interface", || interface::build(project))?;
    }
    Ok(())
}

fn format(project: &Project, steps: &mut Steps) -> Result<()> {
    steps.step("rustfmt", || program::run(project.cargo().args(["fmt", "--all", "--check"])))?;
    steps.step("prettier", || program::run(&mut npm::script(project, "format:check")))
}

fn deny(project: &Project, steps: &mut Steps) -> Result<()> {
    steps.step("cargo-deny", || {
        program::run(project.cargo().args(["deny", "--workspace", "check", "bans", "licenses", "sources"]))
    })?;
    steps.step("advisories", || advisories::check(project))
}

fn ui(project: &Project, steps: &mut Steps, closing: &mut ClosingLines) -> Result<()> {
    steps.step("eslint", || program::run(&mut npm::script(project, "lint")))?;
    steps.step("message catalogues", || program::run(&mut npm::script(project, "i18n:check")))?;
    steps.step("typescript", || program::run(&mut npm::script(project, "typecheck")))?;
    steps.step("vitest", || {
        let mut vitest = npm::script(project, "test");
        if stderr().is_terminal() {
            vitest.env("FORCE_COLOR", "1");
        }
        closing.run("vitest", &mut vitest, &["Test Files ", "Tests "])
    })
}

fn lint(project: &Project, steps: &mut Steps) -> Result<()> {
    steps.step("clippy", || {
        let mut clippy = project.cargo();
        program::run(clippy.args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
    })?;
    steps.step("rustdoc", || {
        let mut doc = project.cargo();
        doc.args(["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings");
        program::run(&mut doc)
    })
}

fn rust(project: &Project, steps: &mut Steps, closing: &mut ClosingLines) -> Result<()> {
    build(project, steps)?;
    let written = types::fresh_folder(project)?;
    steps.step("unit, property and integration tests", || {
        let mut nextest = nextest(project, "not binary(e2e)");
        nextest.env("TS_RS_EXPORT_DIR", &written);
        closing.run("nextest", &mut nextest, &["Summary ["])
    })?;
    steps.step("generated types", || types::compare(project, &written))?;
    steps.step("examples in the documentation", || {
        let mut test = project.cargo();
        closing.run("rustdoc", test.args(["test", "--workspace", "--doc"]), &[])
    })
}

fn e2e(project: &Project, steps: &mut Steps, closing: &mut ClosingLines) -> Result<()> {
    build(project, steps)?;
    steps.step("end-to-end tests", || {
        closing.run("nextest, end to end", &mut nextest(project, "binary(e2e)"), &["Summary ["])
    })
}

/// One build for all tests, and for the two programs that the end-to-end tests start.
fn build(project: &Project, steps: &mut Steps) -> Result<()> {
    steps.step("build", || {
        let mut build = project.cargo();
        program::run(build.args(["build", "--workspace", "--all-targets"]).args(WITHOUT_BARE_WINDOW))
    })
}

fn nextest(project: &Project, filter: &str) -> Command {
    let mut nextest = project.cargo();
    nextest.args(["nextest", "run", "--workspace", "--no-fail-fast", "--filterset", filter]);
    nextest.args(WITHOUT_BARE_WINDOW);
    if stderr().is_terminal() {
        nextest.args(["--color", "always"]);
    }
    nextest
}

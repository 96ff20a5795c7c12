//! `cargo xtask bench`: set up, build with optimisation, measure.

use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::arguments::BenchOptions;
use crate::packages::{BUILD, GATEWAYS, HEADLESS};
use crate::project::Project;
use crate::steps::Steps;
use crate::{interface, npm, packages, program, wheels};

/// Each of them as it is shipped: built alone, so that no other package adds a feature to what it is made of.
const MEASURED: [&str; 2] = ["tokendesk-console", "tokendesk-cli"];
const MEASURING: [&str; 2] = ["tokendesk-bare-window", "tokendesk-bench"];

pub(crate) fn bench(project: &Project, options: &BenchOptions) -> Result<ExitCode> {
    let mut steps = Steps::default();
    steps.step("system packages", || packages::install(&[BUILD, HEADLESS, GATEWAYS]))?;
    steps.step(wheels::GATEWAYS.what, || wheels::GATEWAYS.install(project))?;
    steps.step("npm packages", || npm::install(project))?;
    steps.step("build the interface", || interface::build(project))?;
    for package in MEASURED.into_iter().chain(MEASURING) {
        steps.step(package, || {
            program::run(project.cargo().args(["build", "--release", "--bins", "--package", package]))
        })?;
    }
    let mut bench = std::process::Command::new(project.built("tokendesk-bench", true));
    bench.arg("run").arg("--programs").arg(project.target.join("release"));
    bench.arg("--work").arg(project.target.join("bench"));
    for name in &options.only {
        bench.args(["--only", name]);
    }
    eprintln!();
    let status = bench.status().context("the benchmarks do not start")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

//! Cargo's own additions that the checks use.

use anyhow::{Context, Result};

use crate::program;
use crate::project::Project;

/// Runs each test in a process of its own and ends one that hangs.
pub(crate) const NEXTEST: Tool = Tool { subcommand: "nextest", package: "cargo-nextest" };
/// Knows the licences and sources of dependencies.
pub(crate) const DENY: Tool = Tool { subcommand: "deny", package: "cargo-deny" };

pub(crate) struct Tool {
    subcommand: &'static str,
    package: &'static str,
}

impl Tool {
    /// Compiles it into cargo's home where it is missing; other projects and the next clone find it there.
    pub(crate) fn install(&self, project: &Project) -> Result<()> {
        if program::output(project.cargo().args([self.subcommand, "--version"])).is_some() {
            return Ok(());
        }
        eprintln!("  {} is missing: compiling it takes some minutes, once", self.package);
        // Its own target folder: what it is built of has nothing in common with the project. `tools` is another one,
        // with what was fetched for the tests.
        let folder = project.target.join("cargo-tools");
        let mut install = project.cargo();
        install.args(["install", "--locked", self.package, "--target-dir"]).arg(&folder);
        program::run(&mut install)?;
        std::fs::remove_dir_all(&folder).with_context(|| folder.display().to_string())
    }
}

/// Adds a part of the Rust toolchain, `rustfmt` or `clippy`.
pub(crate) fn add_component(project: &Project, subcommand: &str, component: &str) -> Result<()> {
    if program::output(project.cargo().args([subcommand, "--version"])).is_some() {
        return Ok(());
    }
    program::run(std::process::Command::new("rustup").args(["component", "add", component]))
        .with_context(|| format!("{component} is missing: install it for this Rust"))
}

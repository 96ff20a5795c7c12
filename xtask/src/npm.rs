//! The interface's npm packages and scripts.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::program;
use crate::project::Project;

/// Vite and Vitest ask for this much.
const NODE: (u32, u32) = (20, 19);

/// Installs exactly what the lock file names, unless that is what is installed.
pub(crate) fn install(project: &Project) -> Result<()> {
    check_node()?;
    let lock = project.ui().join("package-lock.json");
    let lock = fs::read(&lock).with_context(|| lock.display().to_string())?;
    // Inside node_modules, so that it goes where they go.
    let stamp = project.ui().join("node_modules/.installed-lock.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    program::run(npm(project).args(["ci", "--no-audit", "--no-fund"]))?;
    fs::write(&stamp, lock).with_context(|| stamp.display().to_string())
}

pub(crate) fn script(project: &Project, name: &str) -> Command {
    let mut npm = npm(project);
    npm.args(["run", "--silent", name]);
    npm
}

fn npm(project: &Project) -> Command {
    let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.current_dir(project.ui());
    npm
}

fn check_node() -> Result<()> {
    let (major, minor) = NODE;
    let version = program::output(Command::new("node").arg("--version"));
    let version = version.with_context(|| format!("Node.js is missing: install {major}.{minor} or later"))?;
    if !program::is_there("npm") && !program::is_there("npm.cmd") {
        bail!("npm is missing: install the npm that belongs to Node.js {}", version.trim());
    }
    let is_enough = parse_version(&version).is_some_and(|found| found >= NODE);
    if !is_enough {
        bail!("Node.js {} is too old: install {major}.{minor} or later", version.trim());
    }
    Ok(())
}

fn parse_version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.trim().strip_prefix('v')?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        assert_eq!(parse_version("v20.9.0\n"), Some((20, 9)));
        assert!(parse_version("v20.9.0") < Some(NODE));
        assert!(parse_version("v22.1.0") > Some(NODE));
        assert_eq!(parse_version("twenty"), None);
    }
}

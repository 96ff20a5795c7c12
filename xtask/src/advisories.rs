//! Known weaknesses of dependencies, looked up where their database is within reach.

use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::program;
use crate::project::Project;

const WITHIN: Duration = Duration::from_mins(1);

pub(crate) fn check(project: &Project) -> Result<()> {
    if !fetch(project)? {
        eprintln!("  advisories: not checked, their database can't be reached from here");
        return Ok(());
    }
    program::run(project.cargo().args(["deny", "--workspace", "check", "--disable-fetch", "advisories"]))
}

/// False where the database does not arrive.
fn fetch(project: &Project) -> Result<bool> {
    let mut fetch = project.cargo();
    fetch.args(["deny", "fetch", "db"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut fetch = fetch.spawn()?;
    let deadline = Instant::now() + WITHIN;
    loop {
        if let Some(status) = fetch.try_wait()? {
            return Ok(status.success());
        }
        if Instant::now() > deadline {
            fetch.kill()?;
            fetch.wait()?;
            return Ok(false);
        }
        thread::sleep(Duration::from_millis(100));
    }
}

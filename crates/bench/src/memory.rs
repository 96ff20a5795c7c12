//! How much memory a program and all that it started take, each shared page counted in parts (PSS).

use std::collections::HashMap;
use std::fs;

use anyhow::{Context, Result};

/// A program and everything below it.
pub(crate) struct Family {
    /// The program's own process.
    pub(crate) parent: u32,
    /// All of them, the parent first.
    pub(crate) members: Vec<u32>,
}

impl Family {
    /// The processes below `parent` now.
    pub(crate) fn of(parent: u32) -> Result<Self> {
        let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
        for entry in fs::read_dir("/proc")? {
            let name = entry?.file_name();
            // One that ends meanwhile has no file to read: it is none of them.
            let pid = name.to_string_lossy().parse().ok();
            if let Some((pid, of)) = pid.and_then(|pid| Some((pid, parent_of(pid)?))) {
                children.entry(of).or_default().push(pid);
            }
        }
        let mut members = vec![parent];
        let mut next = 0;
        while let Some(member) = members.get(next) {
            members.extend(children.remove(member).unwrap_or_default());
            next += 1;
        }
        Ok(Self { parent, members })
    }

    /// The memory of the parent alone, in MiB.
    pub(crate) fn parent_mib(&self) -> Result<f64> {
        pss_mib(self.parent)
    }

    /// The memory of all, in MiB.
    pub(crate) fn all_mib(&self) -> Result<f64> {
        self.members.iter().map(|pid| pss_mib(*pid)).sum()
    }

    /// Whether one of them still runs.
    pub(crate) fn is_alive(&self) -> bool {
        self.members.iter().any(|pid| state_of(*pid).is_some_and(|state| state != "Z"))
    }
}

fn parent_of(pid: u32) -> Option<u32> {
    stat(pid)?.split_whitespace().nth(1)?.parse().ok()
}

fn state_of(pid: u32) -> Option<String> {
    Some(stat(pid)?.split_whitespace().next()?.to_owned())
}

/// What follows the name, which may hold anything, in `/proc/PID/stat`: state, parent, …
fn stat(pid: u32) -> Option<String> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    Some(text.rsplit_once(')')?.1.to_owned())
}

fn pss_mib(pid: u32) -> Result<f64> {
    let path = format!("/proc/{pid}/smaps_rollup");
    let text = fs::read_to_string(&path).with_context(|| path.clone())?;
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:")).with_context(|| path.clone())?;
    let kib: f64 = line.trim().trim_end_matches("kB").trim().parse().with_context(|| path.clone())?;
    Ok(kib / 1024.0)
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};

    use super::*;

    #[test]
    fn a_family_is_a_program_and_what_it_started() {
        // What runs beside the shell has no standard input of its own.
        let mut shell = Command::new("sh");
        let mut shell =
            shell.args(["-c", "exec 3<&0; cat <&3 & wait"]).stdin(Stdio::piped()).spawn().unwrap();
        let family = loop {
            let family = Family::of(shell.id()).unwrap();
            if family.members.len() == 2 {
                break family;
            }
        };
        assert_eq!(family.members[0], shell.id());
        assert!(family.is_alive());
        shell.kill().unwrap();
        shell.wait().unwrap();
    }

    #[test]
    fn this_process_takes_memory() {
        let own = Family::of(std::process::id()).unwrap();
        assert!(own.parent_mib().unwrap() > 0.5);
        assert!(own.all_mib().unwrap() >= own.parent_mib().unwrap() * 0.9);
    }
}

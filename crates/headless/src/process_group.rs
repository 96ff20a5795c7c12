//! A group of processes that can't outlive its owner.

use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

use crate::Error;

/// Its leader waits on a pipe that only this process holds open. When the pipe closes, by drop, panic
/// or the death of this process, the leader kills the whole group, itself included.
#[derive(Debug)]
pub(crate) struct ProcessGroup {
    leader: Child,
}

impl ProcessGroup {
    pub(crate) fn new() -> Result<ProcessGroup, Error> {
        let leader = Command::new("sh")
            .args(["-c", "read -r _; kill -KILL 0"])
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|source| Error::Start { program: "sh".to_owned(), source })?;
        Ok(ProcessGroup { leader })
    }

    /// Makes `command` run in this group.
    pub(crate) fn adopt(&self, command: &mut Command) {
        let id = i32::try_from(self.leader.id()).expect("a process id is a positive i32");
        command.process_group(id);
    }
}

impl Drop for ProcessGroup {
    fn drop(&mut self) {
        drop(self.leader.stdin.take());
        // Killed by itself: there is no status worth reading.
        let _ = self.leader.wait();
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn a_member_dies_with_the_group() {
        let group = ProcessGroup::new().expect("a group");
        let mut command = Command::new("sleep");
        command.arg("600");
        group.adopt(&mut command);
        let mut member = command.spawn().expect("sleep starts");
        assert!(fs::exists(format!("/proc/{}", member.id())).expect("readable /proc"));

        drop(group);

        let deadline = Instant::now() + Duration::from_secs(5);
        while member.try_wait().expect("a status").is_none() {
            assert!(Instant::now() < deadline, "the member outlived its group");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

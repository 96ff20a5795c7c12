//! The console's processes: its own, and those of its web view.

use std::fs;
use std::process::{Child, Command};

use crate::desk::{CONSOLE, Shell};

/// A running process, by its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Process(u32);

impl Process {
    pub(crate) fn of(child: &Child) -> Process {
        Process(child.id())
    }

    /// Ends it at once, as the kernel does with a process that misbehaves.
    pub(crate) fn kill(self) {
        self.signal("KILL");
    }

    /// Stops it: it lives, but answers nobody.
    pub(crate) fn halt(self) {
        self.signal("STOP");
    }

    fn signal(self, name: &str) {
        let status = Command::new("kill").arg(format!("-{name}")).arg(self.0.to_string()).status();
        assert!(status.expect("kill starts").success(), "{self:?} can be sent {name}");
    }

    /// Whether it still runs; a dead one that nobody took note of does not.
    pub(crate) fn is_alive(self) -> bool {
        self.stat().is_some_and(|(state, _)| state != "Z")
    }

    /// A file of the kernel's about it.
    pub(crate) fn file(self, name: &str) -> String {
        format!("/proc/{}/{name}", self.0)
    }

    fn stat(self) -> Option<(String, u32)> {
        let stat = fs::read_to_string(self.file("stat")).ok()?;
        // The program's name stands in parentheses and may hold anything.
        let mut rest = stat.rsplit_once(')')?.1.split_whitespace();
        Some((rest.next()?.to_owned(), rest.next()?.parse().ok()?))
    }

    fn arguments(self) -> Vec<String> {
        let bytes = fs::read(self.file("cmdline")).unwrap_or_default();
        bytes.split(|byte| *byte == 0).map(|part| String::from_utf8_lossy(part).into_owned()).collect()
    }
}

/// All processes of this machine that can be seen.
pub(crate) fn all() -> Vec<Process> {
    let entries = fs::read_dir("/proc").expect("the kernel's files").flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok().map(Process)).collect()
}

impl Shell<'_> {
    /// The console itself.
    pub(crate) fn console(&self) -> Process {
        let data = self.data().to_string_lossy().into_owned();
        let found = all().into_iter().find(|process| {
            let arguments = process.arguments();
            arguments.first().is_some_and(|program| program == CONSOLE) && arguments.contains(&data)
        });
        found.expect("the console runs")
    }

    /// A living process of its web view: `WebKitWebProcess`, `WebKitNetworkProcess`.
    pub(crate) fn of_the_web_view(&self, program: &str) -> Option<Process> {
        let console = self.console();
        all().into_iter().find(|process| {
            process.stat().is_some_and(|(state, parent)| parent == console.0 && state != "Z")
                && process.arguments().first().is_some_and(|path| path.ends_with(program))
        })
    }
}

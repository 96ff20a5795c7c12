//! The `tokendesk` command on the same data, with its answers read.

use std::path::Path;

use serde_json::Value;

use crate::desk::Shell;

impl Shell<'_> {
    /// Runs the command with `--json`; one value for each line that it prints.
    pub(crate) fn run(&self, arguments: &[&str]) -> Vec<Value> {
        self.run_on(&self.data(), arguments)
    }

    /// As [`Shell::run`], on another data folder.
    pub(crate) fn run_on(&self, data: &Path, arguments: &[&str]) -> Vec<Value> {
        let output =
            self.tokendesk_on(data).args(arguments).arg("--json").output().expect("tokendesk starts");
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "tokendesk {arguments:?}: {complaint}");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }

    /// Issues a token and answers with what was printed of it.
    pub(crate) fn issue(&self, name: &str, more: &[&str]) -> Value {
        let issued = self.run(&[&["token", "issue", "--name", name], more].concat());
        issued.into_iter().next().expect("the issued token")
    }
}

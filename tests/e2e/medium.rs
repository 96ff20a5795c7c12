//! The medium that the console's data folder lies on, where it is another one than the test sees.

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use rustix::process::geteuid;
use tokendesk_headless::Desktop;

use crate::desk::Desk;

/// What is put in the place of the data folder before the console starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Medium {
    /// The folder as it is.
    Plain,
    /// An empty one of 1 MB.
    Small,
    /// The folder as it is, but nobody may write to it.
    ReadOnly,
}

impl Medium {
    /// A program on the desktop that sees it at `data`, with everything that it starts.
    pub(crate) fn command(self, desktop: &Desktop, data: &Path, program: &str) -> Command {
        let mount = match self {
            Medium::Plain => return desktop.command(program),
            Medium::Small => r#"mount -t tmpfs -o size=1m tmpfs "$DATA""#,
            Medium::ReadOnly => r#"mount --bind "$DATA" "$DATA"; mount -o remount,bind,ro "$DATA""#,
        };
        fs::create_dir_all(data).expect("a data folder");
        // Mounting takes rights, which everybody has in a user namespace of his own.
        let namespaces = if geteuid().is_root() { "-m" } else { "-Urm" };
        let mut command = desktop.command("unshare");
        let script = format!("{mount}\nexec \"$0\" \"$@\"");
        command.args([namespaces, "sh", "-ec", &script, program]).env("DATA", data);
        command
    }
}

impl Desk {
    /// The data folder as the console sees it.
    fn seen_data(&self) -> PathBuf {
        let data = self.shell().data();
        let below_root = data.strip_prefix("/").expect("a whole path");
        PathBuf::from(format!("/proc/{}/root", self.driver_id())).join(below_root)
    }

    /// Leaves no byte on the medium.
    pub(crate) fn fill_medium(&self) {
        let mut filler = fs::File::create(self.seen_data().join("filler")).expect("a file");
        while filler.write_all(&[0; 512]).is_ok() {}
    }

    /// Makes place again.
    pub(crate) fn empty_medium(&self) {
        fs::remove_file(self.seen_data().join("filler")).expect("the filler");
    }

    /// Lets the console write to a medium that could only be read.
    pub(crate) fn allow_writing(&self) {
        let data = self.shell().data();
        let done = self.beside_the_console("mount").args(["-o", "remount,bind,rw"]).arg(data).status();
        assert!(done.expect("nsenter starts").success());
    }

    /// Names of the tokens in the file that the console has.
    pub(crate) fn seen_tokens(&self) -> Vec<String> {
        let tokendesk = self.shell().tokendesk();
        let mut list = self.beside_the_console(tokendesk.get_program());
        let output = list.args(tokendesk.get_args()).args(["token", "list", "--json"]).output();
        let output = output.expect("nsenter starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        let name = |line: &str| -> String {
            let token: serde_json::Value = serde_json::from_str(line).expect("JSON");
            token["name"].as_str().expect("a name").to_owned()
        };
        text.lines().map(name).collect()
    }

    /// A program that sees the medium as the console does.
    fn beside_the_console(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new("nsenter");
        command.args(["-t", &self.driver_id().to_string(), "-m"]);
        if !geteuid().is_root() {
            command.args(["-U", "--preserve-credentials"]);
        }
        command.arg(program);
        command
    }
}

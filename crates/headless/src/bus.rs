//! A session bus, and on it a real Secret Service whose keyring is unlocked.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::Error;
use crate::folders::Folders;
use crate::process_group::ProcessGroup;

const READY_WITHIN: Duration = Duration::from_secs(30);

/// No service folders: nothing but what is started here may appear on the bus. A portal or an
/// accessibility service that starts by itself delays the first window by seconds.
const CONFIGURATION: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=@DIR@</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

#[derive(Debug)]
pub(crate) struct Bus {
    address: String,
}

impl Bus {
    pub(crate) fn start(group: &ProcessGroup, folders: &Folders) -> Result<Bus, Error> {
        let configuration = folders.root().join("bus.conf");
        let text = CONFIGURATION.replace("@DIR@", &folders.runtime().to_string_lossy());
        fs::write(&configuration, text).map_err(Error::file(&configuration))?;
        let mut command = Command::new("dbus-daemon");
        command.args(["--nofork", "--nopidfile", "--print-address=1"]);
        command.arg(format!("--config-file={}", configuration.display()));
        folders.give(&mut command);
        group.adopt(&mut command);
        let address = first_line("dbus-daemon", &mut command, &folders.log("dbus-daemon"))?;
        Ok(Bus { address })
    }

    pub(crate) fn give(&self, command: &mut Command) {
        command.env("DBUS_SESSION_BUS_ADDRESS", &self.address);
    }

    /// Starts the keyring with its default collection unlocked, and waits until it answers on the bus.
    pub(crate) fn start_keyring(&self, group: &ProcessGroup, folders: &Folders) -> Result<(), Error> {
        const PROGRAM: &str = "gnome-keyring-daemon";
        let log = folders.log(PROGRAM);
        let mut command = Command::new(PROGRAM);
        command.args(["--foreground", "--unlock", "--components=secrets"]);
        folders.give(&mut command);
        self.give(&mut command);
        group.adopt(&mut command);
        command.stdin(Stdio::piped()).stdout(Stdio::null());
        command.stderr(File::create(&log).map_err(Error::file(&log))?);
        let mut child =
            command.spawn().map_err(|source| Error::Start { program: PROGRAM.to_owned(), source })?;
        let mut stdin = child.stdin.take().expect("standard input is piped");
        stdin.write_all(b"throw-away\n").map_err(Error::file(&log))?;
        drop(stdin);
        let pid = child.id();
        thread::spawn(move || child.wait());
        let deadline = Instant::now() + READY_WITHIN;
        // Asking the service before our own daemon has its name would have the bus start another one.
        while !(self.secrets_are_kept_by(pid)? && self.has_default_collection()?) {
            if Instant::now() > deadline {
                return Err(Error::NotReady { program: PROGRAM, log });
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    fn secrets_are_kept_by(&self, pid: u32) -> Result<bool, Error> {
        let reply = self.ask(
            "org.freedesktop.DBus",
            "/",
            "org.freedesktop.DBus.GetConnectionUnixProcessID",
            "org.freedesktop.secrets",
        )?;
        Ok(reply.is_some_and(|reply| reply.trim().ends_with(&format!("uint32 {pid}"))))
    }

    fn has_default_collection(&self) -> Result<bool, Error> {
        let reply = self.ask(
            "org.freedesktop.secrets",
            "/org/freedesktop/secrets",
            "org.freedesktop.Secret.Service.ReadAlias",
            "default",
        )?;
        // "/" is what the service answers when there is no such collection.
        Ok(reply.is_some_and(|reply| reply.contains("/collection/")))
    }

    /// Calls `method` with one string. `None` when it answers with an error.
    fn ask(&self, service: &str, path: &str, method: &str, argument: &str) -> Result<Option<String>, Error> {
        const PROGRAM: &str = "dbus-send";
        let mut command = Command::new(PROGRAM);
        command.args(["--session", "--print-reply", &format!("--dest={service}"), path, method]);
        command.arg(format!("string:{argument}"));
        self.give(&mut command);
        let reply =
            command.output().map_err(|source| Error::Start { program: PROGRAM.to_owned(), source })?;
        Ok(reply.status.success().then(|| String::from_utf8_lossy(&reply.stdout).into_owned()))
    }
}

/// Starts a program that says on its first line of output that it is ready, and leaves it running.
pub(crate) fn first_line(program: &'static str, command: &mut Command, log: &Path) -> Result<String, Error> {
    let log_file = File::create(log).map_err(Error::file(log))?;
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log_file);
    let mut child = command.spawn().map_err(|source| Error::Start { program: program.to_owned(), source })?;
    let mut output = BufReader::new(child.stdout.take().expect("standard output is piped"));
    let (sender, line) = mpsc::channel();
    // Reads to the end, so that the program never writes into a closed pipe; and reaps it.
    thread::spawn(move || {
        let mut first = String::new();
        if output.read_line(&mut first).is_ok() {
            // Nobody listens any more after the time is over.
            let _ = sender.send(first);
        }
        let _ = std::io::copy(&mut output, &mut std::io::sink());
        let _ = child.wait();
    });
    match line.recv_timeout(READY_WITHIN) {
        Ok(line) if !line.is_empty() => Ok(line.trim_end().to_owned()),
        _ => Err(Error::NotReady { program, log: log.to_owned() }),
    }
}

//! A `tokendesk serve` of its own, with its log.

use std::{
    fs,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{ChildStderr, Command, Stdio},
    sync::{Arc, Mutex, mpsc},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use rustix::process::Signal;

use super::{client::Request, process::Process};
use crate::machine::{Machine, keys};

pub(crate) struct Served {
    process: Process,
    /// As a gateway writes it.
    pub(crate) place: String,
    log: Arc<Mutex<String>>,
    reader: Option<JoinHandle<()>>,
}

impl Served {
    pub(crate) fn start(machine: &Machine, options: &[&str]) -> Self {
        let mut command = machine.command(["serve", "--log", "debug"]);
        command.args(options);
        Self::run(command)
    }

    /// With a file system of its own of so many megabytes at a folder, with what is in it already.
    pub(crate) fn on_a_small_disk(
        machine: &Machine,
        folder: &Path,
        megabytes: u32,
        options: &[&str],
    ) -> Self {
        let script = r#"
            cp -a "$PLACE" "$PLACE.seed"
            mount -t tmpfs -o size="$SIZE" tmpfs "$PLACE"
            cp -a "$PLACE.seed/." "$PLACE"
            exec "$0" serve --log debug "$@"
        "#;
        let user = if rustix::process::geteuid().is_root() { "-m" } else { "-Urm" };
        let inner = machine.command([""; 0]);
        let mut command = Command::new("unshare");
        command.args([user, "sh", "-ec", script]).arg(inner.get_program()).args(options);
        command.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.env("PLACE", folder).env("SIZE", format!("{megabytes}m")).current_dir(machine.path(""));
        Self::run(command)
    }

    /// Where a process begins with so many open files and may raise that.
    pub(crate) fn with_open_files(machine: &Machine, soft: u64, options: &[&str]) -> Self {
        Self::limited(machine, &format!("ulimit -Sn {soft}"), options)
    }

    /// Where no more files than that may be open.
    pub(crate) fn with_few_open_files(machine: &Machine, most: u64, options: &[&str]) -> Self {
        Self::limited(machine, &format!("ulimit -n {most}"), options)
    }

    /// In a network of its own, which nobody can reach: there it may listen at every address.
    pub(crate) fn in_an_empty_network(machine: &Machine, options: &[&str]) -> Self {
        let user = if rustix::process::geteuid().is_root() { "-n" } else { "-Urn" };
        Self::inside_of(machine, &["unshare", user, "sh"], "true", options)
    }

    fn limited(machine: &Machine, limit: &str, options: &[&str]) -> Self {
        Self::inside_of(machine, &["sh"], limit, options)
    }

    fn inside_of(machine: &Machine, shell: &[&str], first: &str, options: &[&str]) -> Self {
        let inner = machine.command([""; 0]);
        let script = format!("{first}; exec \"$0\" serve --log debug \"$@\"");
        let mut command = Command::new(shell[0]);
        command.args(&shell[1..]).args(["-ec", &script]).arg(inner.get_program()).args(options);
        command.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
        Self::run(command)
    }

    fn run(mut command: Command) -> Self {
        let mut process = Process::start(command.stdin(Stdio::null()).stderr(Stdio::piped()));
        let stderr = process.child().stderr.take().expect("a log");
        let log = Arc::new(Mutex::new(String::new()));
        let (sender, place) = mpsc::channel();
        let written = Arc::clone(&log);
        let reader = thread::spawn(move || keep(stderr, &written, &sender));
        let place = place.recv_timeout(Duration::from_secs(20));
        let place = place.unwrap_or_else(|_| panic!("it does not listen: {}", log.lock().expect("a log")));
        Self { process, place, log, reader: Some(reader) }
    }

    /// Where it listens, if at a port.
    pub(crate) fn address(&self) -> SocketAddr {
        self.place.parse().expect("an address")
    }

    /// A path as this program sees it, which may have a file system of its own.
    pub(crate) fn inside(&self, path: &Path) -> PathBuf {
        let root = PathBuf::from(format!("/proc/{}/root", self.process.id()));
        root.join(path.strip_prefix("/").expect("a whole path"))
    }

    /// Its memory that is not shared with a file, in KiB.
    pub(crate) fn own_kib(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id())).expect("it lives");
        let line =
            status.lines().find_map(|line| line.strip_prefix("RssAnon:")).expect("a line of the kernel");
        line.trim().trim_end_matches(" kB").parse().expect("a number")
    }

    /// One of its figures.
    pub(crate) fn figure(&self, name: &str) -> u64 {
        let figures = Request::get("/metrics").send(self.address()).body;
        let line = figures.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.unwrap_or_else(|| panic!("{name}: {figures}")).parse().expect("a number")
    }

    pub(crate) fn signal(&self, signal: Signal) {
        self.process.signal(signal);
    }

    /// From now on it does nothing, until it is sent `CONT`.
    pub(crate) fn hang(&self) {
        self.signal(Signal::STOP);
        let status = format!("/proc/{}/stat", self.process.id());
        // The threads of a program do not all stop at once.
        until("it hangs", || fs::read_to_string(&status).is_ok_and(|status| status.contains(") T ")));
    }

    pub(crate) fn wait_for_log(&self, text: &str) {
        until(text, || self.log().contains(text));
    }

    /// Asks it to end and waits; its log.
    pub(crate) fn stop(mut self) -> String {
        self.signal(Signal::TERM);
        assert!(self.process.ended_well(), "{}", self.log());
        self.reader.take().map(JoinHandle::join).expect("a reader").expect("a log");
        self.log()
    }

    pub(crate) fn kill(mut self) {
        self.signal(Signal::KILL);
        assert!(!self.process.ended_well());
    }

    pub(crate) fn log(&self) -> String {
        self.log.lock().expect("a log").clone()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let log = self.log();
        if !thread::panicking() {
            assert!(keys(&log).is_empty(), "a key in the log");
            assert!(!log.contains("panicked"), "{log}");
        }
    }
}

/// What a program is told about this key, asked for nothing in particular.
pub(crate) fn verify_key(served: &Served, key: &str, ip: &str) -> String {
    let body = serde_json::json!({"key": key, "ip": ip}).to_string();
    let request = Request::new("POST", "/v1/verify").header("Content-Type", "application/json").body(&body);
    let reply = request.send(served.place.parse().expect("an address"));
    let answer: serde_json::Value = serde_json::from_str(&reply.body).expect("an answer");
    answer["code"].as_str().expect("a code").to_owned()
}

pub(crate) fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !holds() {
        assert!(begin.elapsed() < Duration::from_secs(20), "{what}");
        thread::sleep(Duration::from_millis(5));
    }
}

fn keep(log: ChildStderr, written: &Mutex<String>, place: &mpsc::Sender<String>) {
    for line in BufReader::new(log).lines().map_while(Result::ok) {
        let event: serde_json::Value = serde_json::from_str(&line).unwrap_or_default();
        if event["message"] == "listening" {
            let _ = place.send(event["place"].as_str().unwrap_or_default().to_owned());
        }
        let mut written = written.lock().expect("a log");
        written.push_str(&line);
        written.push('\n');
    }
}

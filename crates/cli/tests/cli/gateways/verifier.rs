//! A `tokendesk serve` of its own, with its log.

use std::{
    fs,
    io::{BufRead, BufReader},
    process::{ChildStderr, Stdio},
    sync::{Arc, Mutex, mpsc},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use rustix::process::Signal;

use super::process::Process;
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
        command.args(options).stderr(Stdio::piped());
        let mut process = Process::start(&mut command);
        let stderr = process.child().stderr.take().expect("a log");
        let log = Arc::new(Mutex::new(String::new()));
        let (sender, place) = mpsc::channel();
        let written = Arc::clone(&log);
        let reader = thread::spawn(move || keep(stderr, &written, &sender));
        let place = place.recv_timeout(Duration::from_secs(20));
        let place = place.unwrap_or_else(|_| panic!("it does not listen: {}", log.lock().expect("a log")));
        Self { process, place, log, reader: Some(reader) }
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

fn until(what: &str, holds: impl Fn() -> bool) {
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

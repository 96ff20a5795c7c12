//! A private bus with a logind and screen savers made for the test.
//!
//! The tool is needed (package `dbus-daemon`); without it the tests fail.
#![cfg(target_os = "linux")]

use std::{
    io::{BufRead as _, BufReader, Read as _},
    os::fd::OwnedFd,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, mpsc},
    time::Duration,
};

use tokendesk_session_lock::{Buses, SessionEvent, listen};
use zbus::{
    blocking::{Connection, connection::Builder},
    zvariant::{ObjectPath, OwnedObjectPath},
};

const PATIENCE: Duration = Duration::from_secs(20);
const OURS: &str = "/org/freedesktop/login1/session/_31";

/// A bus of its own; ended on drop.
struct Bus {
    daemon: Child,
    address: String,
    _folder: tempfile::TempDir,
}

impl Bus {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut daemon = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--print-address"])
            .arg(format!("--address=unix:path={}/bus", folder.path().display()))
            .stdout(Stdio::piped())
            .spawn()
            .expect("needs dbus-daemon");
        let mut address = String::new();
        BufReader::new(daemon.stdout.take().expect("piped")).read_line(&mut address).expect("an address");
        Self { daemon, address: address.trim().to_owned(), _folder: folder }
    }

    fn connect(&self) -> Connection {
        Builder::address(&*self.address).and_then(Builder::build).expect("a connection")
    }

    /// What the listener is told.
    fn listened(&self) -> mpsc::Receiver<SessionEvent> {
        let (told, events) = mpsc::channel();
        let buses = Buses { system: Some(self.address.clone()), session: Some(self.address.clone()) };
        listen(buses, &(Arc::new(move |event| told.send(event).expect("somebody listens")) as _));
        events
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

/// As much of logind as is asked for. Each inhibitor is the writing end of a pipe.
struct Logind {
    session: OwnedObjectPath,
    inhibitors: Mutex<mpsc::Sender<std::io::PipeReader>>,
}

#[zbus::interface(name = "org.freedesktop.login1.Manager")]
impl Logind {
    fn inhibit(&self, what: &str, who: &str, why: &str, mode: &str) -> zbus::zvariant::OwnedFd {
        assert_eq!((what, who, mode, why.is_empty()), ("sleep", "Tokendesk", "delay", false));
        let (reader, writer) = std::io::pipe().expect("a pipe");
        self.inhibitors.lock().expect("no panic").send(reader).expect("the test waits");
        OwnedFd::from(writer).into()
    }

    fn get_session(&self, id: &str) -> OwnedObjectPath {
        assert!(!id.is_empty());
        self.session.clone()
    }
}

fn serve_logind(bus: &Bus) -> (Connection, mpsc::Receiver<std::io::PipeReader>) {
    let (given, inhibitors) = mpsc::channel();
    let session = ObjectPath::try_from(OURS).expect("a path").into();
    let logind = Logind { session, inhibitors: Mutex::new(given) };
    let connection = Builder::address(&*bus.address)
        .and_then(|builder| builder.name("org.freedesktop.login1"))
        .and_then(|builder| builder.serve_at("/org/freedesktop/login1", logind))
        .and_then(Builder::build)
        .expect("a logind");
    (connection, inhibitors)
}

fn prepare_for_sleep(logind: &Connection, goes: bool) {
    let interface = "org.freedesktop.login1.Manager";
    logind
        .emit_signal(None::<&str>, "/org/freedesktop/login1", interface, "PrepareForSleep", &(goes,))
        .expect("sent");
}

#[test]
fn the_machine_sleeps_only_after_the_listener_was_told_and_waits_again_after_waking() {
    let bus = Bus::start();
    let (logind, inhibitors) = serve_logind(&bus);
    let events = bus.listened();
    let mut held = inhibitors.recv_timeout(PATIENCE).expect("the machine is asked to wait");
    prepare_for_sleep(&logind, true);
    assert_eq!(events.recv_timeout(PATIENCE), Ok(SessionEvent::Sleep));
    // The other end is closed after the telling: the pipe is at its end.
    assert_eq!(held.read(&mut [0]).expect("readable"), 0);
    prepare_for_sleep(&logind, false);
    inhibitors.recv_timeout(PATIENCE).expect("asked to wait again");
    prepare_for_sleep(&logind, true);
    assert_eq!(events.recv_timeout(PATIENCE), Ok(SessionEvent::Sleep));
    assert!(events.try_recv().is_err(), "waking up is no event");
}

#[test]
fn a_lock_of_our_session_is_told_and_one_of_others_is_not() {
    let bus = Bus::start();
    let (logind, inhibitors) = serve_logind(&bus);
    let events = bus.listened();
    inhibitors.recv_timeout(PATIENCE).expect("it listens");
    let lock = |path: &str| {
        logind.emit_signal(None::<&str>, path, "org.freedesktop.login1.Session", "Lock", &()).expect("sent");
    };
    lock("/org/freedesktop/login1/session/_32");
    lock(OURS);
    prepare_for_sleep(&logind, true);
    assert_eq!(events.recv_timeout(PATIENCE), Ok(SessionEvent::ScreenLocked));
    assert_eq!(events.recv_timeout(PATIENCE), Ok(SessionEvent::Sleep), "one lock, and it was ours");
}

#[test]
fn somebody_who_only_claims_to_be_logind_is_not_believed() {
    let bus = Bus::start();
    let (logind, inhibitors) = serve_logind(&bus);
    let events = bus.listened();
    inhibitors.recv_timeout(PATIENCE).expect("it listens");
    prepare_for_sleep(&bus.connect(), true);
    let interface = "org.freedesktop.login1.Session";
    logind.emit_signal(None::<&str>, OURS, interface, "Lock", &()).expect("sent");
    assert_eq!(events.recv_timeout(PATIENCE), Ok(SessionEvent::ScreenLocked));
}

#[test]
fn a_screen_saver_that_comes_up_is_told_and_one_that_goes_is_not() {
    for interface in [
        "org.freedesktop.ScreenSaver",
        "org.gnome.ScreenSaver",
        "org.cinnamon.ScreenSaver",
        "org.mate.ScreenSaver",
        "org.xfce.ScreenSaver",
    ] {
        let bus = Bus::start();
        let events = bus.listened();
        let desktop = bus.connect();
        let say = |active: bool| {
            let path = "/org/freedesktop/ScreenSaver";
            desktop.emit_signal(None::<&str>, path, interface, "ActiveChanged", &(active,)).expect("sent");
        };
        // Nobody says when the listening has begun.
        let first = (0..400).find_map(|_| {
            say(true);
            events.recv_timeout(Duration::from_millis(50)).ok()
        });
        assert_eq!(first, Some(SessionEvent::ScreenLocked), "{interface}");
        while events.recv_timeout(Duration::from_millis(200)).is_ok() {}
        say(false);
        assert!(events.recv_timeout(Duration::from_millis(300)).is_err(), "{interface}");
    }
}

#[test]
fn without_a_bus_nothing_is_told_and_nothing_breaks() {
    let nowhere = Some("unix:path=/nonexistent/bus".to_owned());
    let (told, events) = mpsc::channel();
    let buses = Buses { system: nowhere.clone(), session: nowhere };
    listen(buses, &(Arc::new(move |event| told.send(event).expect("somebody listens")) as _));
    // Both threads end, and with them the only senders.
    assert_eq!(events.recv_timeout(PATIENCE), Err(mpsc::RecvTimeoutError::Disconnected));
}

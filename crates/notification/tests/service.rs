//! A private bus with a notification service made for the test.
//!
//! The tool is needed (package `dbus-daemon`); without it the tests fail.
#![cfg(target_os = "linux")]

use std::{
    collections::HashMap,
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    sync::{Mutex, mpsc},
    time::Duration,
};

use tokendesk_notification::{Notification, Notifier};
use zbus::{
    blocking::{Connection, connection::Builder},
    zvariant::OwnedValue,
};

const PATIENCE: Duration = Duration::from_secs(20);
const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";
const ID: u32 = 7;

/// A bus of its own; ended on drop.
struct Bus {
    daemon: Child,
    address: String,
    _folder: tempfile::TempDir,
}

impl Bus {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let configuration = folder.path().join("bus.conf");
        let text = format!(
            "<busconfig><type>session</type><listen>unix:path={}/bus</listen><auth>EXTERNAL</auth>
             <policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/>
             <allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>",
            folder.path().display()
        );
        std::fs::write(&configuration, text).expect("written");
        let mut daemon = Command::new("dbus-daemon")
            .args(["--nofork", "--print-address"])
            .arg(format!("--config-file={}", configuration.display()))
            .stdout(Stdio::piped())
            .spawn()
            .expect("needs dbus-daemon");
        let mut address = String::new();
        BufReader::new(daemon.stdout.take().expect("piped")).read_line(&mut address).expect("an address");
        Self { daemon, address: address.trim().to_owned(), _folder: folder }
    }

    /// A desktop that shows notifications.
    fn desktop(&self, reads_markup: bool) -> (Connection, mpsc::Receiver<Shown>) {
        let (tell, shown) = mpsc::channel();
        let desktop = Builder::address(&*self.address)
            .and_then(|builder| builder.name(NAME))
            .and_then(|builder| builder.serve_at(PATH, Desktop { reads_markup, tell: Mutex::new(tell) }))
            .and_then(Builder::build)
            .expect("a desktop");
        (desktop, shown)
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Shown {
    summary: String,
    body: String,
    actions: Vec<String>,
}

struct Desktop {
    reads_markup: bool,
    tell: Mutex<mpsc::Sender<Shown>>,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Desktop {
    fn get_capabilities(&self) -> Vec<&'static str> {
        if self.reads_markup { vec!["body", "actions", "body-markup"] } else { vec!["body"] }
    }

    #[expect(clippy::needless_pass_by_value, reason = "as the bus hands it over")]
    #[expect(clippy::too_many_arguments, reason = "as the specification has it")]
    fn notify(
        &self,
        app: &str,
        replaces: u32,
        icon: &str,
        summary: String,
        body: String,
        actions: Vec<String>,
        hints: HashMap<String, OwnedValue>,
        time: i32,
    ) -> u32 {
        assert_eq!((app, replaces, icon, time), ("Tokendesk", 0, "tokendesk", -1));
        assert!(hints.contains_key("desktop-entry"), "{hints:?}");
        let shown = Shown { summary, body, actions };
        self.tell.lock().expect("no panic").send(shown).expect("the test waits");
        ID
    }
}

fn notification() -> Notification {
    Notification {
        summary: "3 tokens need a look".into(),
        body: "1 used up & 2 <soon>".into(),
        press: "Show".into(),
    }
}

fn say(desktop: &Connection, signal: &str, id: u32, word: Option<&str>) {
    let sent = match word {
        Some(word) => desktop.emit_signal(None::<&str>, PATH, NAME, signal, &(id, word)),
        None => desktop.emit_signal(None::<&str>, PATH, NAME, signal, &(id, 2_u32)),
    };
    sent.expect("sent");
}

#[test]
fn it_is_shown_with_its_words_and_a_press_is_told() {
    let bus = Bus::start();
    let (desktop, shown) = bus.desktop(false);
    let (press, pressed) = mpsc::channel();
    let notifier = Notifier::connect(Some(&bus.address)).expect("a service");
    notifier.show(&notification(), move || press.send(()).expect("the test waits"));
    let Notification { summary, body, press } = notification();
    let expected = Shown { summary, body, actions: vec!["default".into(), press] };
    assert_eq!(shown.recv_timeout(PATIENCE), Ok(expected));
    say(&desktop, "ActionInvoked", ID + 1, Some("default"));
    say(&desktop, "ActionInvoked", ID, Some("other"));
    say(&desktop, "NotificationClosed", ID + 1, None);
    assert!(pressed.try_recv().is_err());
    say(&desktop, "ActionInvoked", ID, Some("default"));
    assert_eq!(pressed.recv_timeout(PATIENCE), Ok(()));
}

#[test]
fn one_that_is_put_away_is_not_pressed() {
    let bus = Bus::start();
    let (desktop, shown) = bus.desktop(false);
    let (press, pressed) = mpsc::channel::<()>();
    let notifier = Notifier::connect(Some(&bus.address)).expect("a service");
    notifier.show(&notification(), move || press.send(()).expect("the test waits"));
    shown.recv_timeout(PATIENCE).expect("shown");
    say(&desktop, "NotificationClosed", ID, None);
    assert_eq!(pressed.recv_timeout(PATIENCE), Err(mpsc::RecvTimeoutError::Disconnected));
}

#[test]
fn words_are_words_also_where_markup_is_read() {
    let bus = Bus::start();
    let (_desktop, shown) = bus.desktop(true);
    Notifier::connect(Some(&bus.address)).expect("a service").show(&notification(), || ());
    let shown = shown.recv_timeout(PATIENCE).expect("shown");
    assert_eq!(shown.body, "1 used up &amp; 2 &lt;soon&gt;");
}

#[test]
fn without_a_service_or_a_bus_there_is_no_notifier() {
    let bus = Bus::start();
    assert!(Notifier::connect(Some(&bus.address)).is_none());
    assert!(Notifier::connect(Some("unix:path=/nonexistent/bus")).is_none());
}

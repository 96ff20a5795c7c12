//! The real programs, on a real (virtual) display.

#![cfg(target_os = "linux")]

use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tokendesk_headless::{Desktop, Keyring, Session, Setup};

/// A busy machine takes its time to start a program.
const PATIENCE: Duration = Duration::from_secs(20);

fn setup(keyring: Keyring) -> Setup {
    Setup { screen: (320, 200), wayland: None, session: Session::Private(keyring), lang: None }
}

fn owner_of_secrets(desktop: &Desktop) -> bool {
    let output = desktop
        .command("dbus-send")
        .args(["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"])
        .args(["org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"])
        .output()
        .expect("dbus-send starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).contains("boolean true")
}

#[test]
fn a_private_session_has_a_keyring_exactly_when_asked_for() {
    let with = Desktop::start(&setup(Keyring::Unlocked)).expect("a desktop");
    let without = Desktop::start(&setup(Keyring::Absent)).expect("a desktop");
    assert!(owner_of_secrets(&with));
    assert!(!owner_of_secrets(&without));
}

#[test]
fn two_desktops_have_two_clipboards() {
    let desktops = [1, 2].map(|_| Desktop::start(&setup(Keyring::Absent)).expect("a desktop"));
    let mut owner = desktops[0]
        .command("sh")
        .args(["-c", "printf secret | xclip -selection clipboard -quiet"])
        .stderr(Stdio::null())
        .spawn()
        .expect("xclip starts");
    let read = |desktop: &Desktop| {
        let output = desktop.command("xclip").args(["-selection", "clipboard", "-out"]).output();
        output.expect("xclip starts").stdout
    };
    let mut first = Vec::new();
    let started = Instant::now();
    while first.is_empty() && started.elapsed() < PATIENCE {
        thread::sleep(Duration::from_millis(20));
        first = read(&desktops[0]);
    }
    assert_eq!(first, b"secret");
    assert_eq!(read(&desktops[1]), b"");
    owner.kill().expect("xclip ends");
    owner.wait().expect("xclip ended");
}

#[test]
fn a_stranger_without_the_cookie_is_refused() {
    let desktop = Desktop::start(&setup(Keyring::Absent)).expect("a desktop");
    let invited = desktop.command("xclip");
    let display = invited.get_envs().find(|(name, _)| *name == "DISPLAY").expect("a display").1;
    let stranger = Command::new("xclip")
        .args(["-selection", "clipboard", "-out"])
        .env("DISPLAY", display.expect("a value"))
        .env("XAUTHORITY", "/dev/null")
        .output()
        .expect("xclip starts");
    assert!(String::from_utf8_lossy(&stranger.stderr).contains("Can't open display"), "{stranger:?}");
}

#[test]
fn a_program_that_comes_while_the_last_one_leaves_is_let_in() {
    let desktop = Desktop::start(&setup(Keyring::Absent)).expect("a desktop");
    let come_and_go = || {
        for _ in 0..60 {
            let visit =
                desktop.command("xdotool").arg("getdisplaygeometry").output().expect("xdotool starts");
            assert!(visit.status.success(), "{}", String::from_utf8_lossy(&visit.stderr));
        }
    };
    thread::scope(|scope| {
        scope.spawn(come_and_go);
        scope.spawn(come_and_go);
    });
}

#[test]
fn the_blank_screen_is_read_in_its_size() {
    let desktop = Desktop::start(&setup(Keyring::Absent)).expect("a desktop");
    let frame = desktop.frame().expect("a frame");
    assert!(frame.is_blank());
    let file = desktop.folder().join("frame.png");
    frame.save(&file).expect("a file");
    let reader = png::Decoder::new(std::io::BufReader::new(std::fs::File::open(file).expect("the file")))
        .read_info()
        .expect("a PNG");
    assert_eq!((reader.info().width, reader.info().height), (320, 200));
}

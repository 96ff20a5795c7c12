//! The real GNOME Keyring, in a private D-Bus session.
//!
//! Each test runs its own executable again inside `dbus-run-session`, with a home of its own, and
//! starts the keyring there itself: the keyring of whoever runs the tests is never touched. The
//! tools are needed (packages `gnome-keyring` and `dbus-daemon`); without them the tests fail.
#![cfg(target_os = "linux")]

use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use rand::SeedableRng as _;
use rand::rngs::StdRng;
use secret_service::EncryptionType;
use secret_service::blocking::SecretService;
use sha2::{Digest as _, Sha256};
use tokendesk_vault::{
    Keyring as _, KeyringProblem, OsKeyring, Prompting, Slot, SlotKind, Vault, VaultId, VaultStatus,
};
use zeroize::Zeroizing;

/// Set inside the private session, to its folder.
const INSIDE: &str = "TOKENDESK_TEST_PRIVATE_SESSION";
const PATIENCE: Duration = Duration::from_secs(20);
const ACCOUNT: &str = "0707.0303";

/// What the private session offers.
enum Bus {
    /// A bus that can start what is installed.
    Full,
    /// A bus that can start nothing.
    Bare,
    None,
}

fn in_private_session(test: &str, bus: &Bus, body: fn()) {
    if let Some(inside) = env::var_os(INSIDE) {
        let home = env::var_os("XDG_DATA_HOME").expect("set with it");
        assert!(Path::new(&home).starts_with(inside), "not a private session");
        return body();
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let inner = |name: &str| {
        let path = folder.path().join(name);
        fs::create_dir(&path).expect("a new folder");
        path
    };
    let this = env::current_exe().expect("known");
    let mut command = match bus {
        Bus::None => Command::new(&this),
        Bus::Full | Bus::Bare => {
            let mut command = Command::new("dbus-run-session");
            if matches!(bus, Bus::Bare) {
                let file = folder.path().join("bare.conf");
                fs::write(&file, BARE).expect("a writable folder");
                command.arg("--config-file").arg(file);
            }
            command.arg("--").arg(&this);
            command
        }
    };
    // Nothing of the outer session gets in: no bus, no display, no control socket of a keyring.
    command
        .args(["--exact", test, "--nocapture"])
        .env_clear()
        .env("PATH", env::var_os("PATH").expect("set"))
        .env("HOME", inner("home"))
        .env("XDG_DATA_HOME", inner("data"))
        .env("XDG_CONFIG_HOME", inner("config"))
        .env("XDG_CACHE_HOME", inner("cache"))
        .env("XDG_RUNTIME_DIR", inner("runtime"))
        .env(INSIDE, folder.path());
    let output = command.output().expect("needs dbus-run-session (package dbus-daemon)");
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "inside the private session:\n{said}\n{complained}"
    );
}

const BARE: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>"#;

/// A running GNOME Keyring; ended on drop.
struct Daemon(Child);

impl Daemon {
    /// Unlocked, with its default keyring made if there was none.
    fn unlocked() -> Self {
        let daemon = Self::start(&["--unlock"], b"open sesame");
        wait_until(|| default_is_locked() == Some(false));
        daemon
    }

    /// As after a login without password: nobody unlocked anything.
    fn locked() -> Self {
        Self::start(&[], b"")
    }

    fn start(arguments: &[&str], password: &[u8]) -> Self {
        let mut child = Command::new("gnome-keyring-daemon")
            .args(["--foreground", "--components=secrets"])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("needs gnome-keyring-daemon (package gnome-keyring)");
        let mut stdin = child.stdin.take().expect("piped");
        stdin.write_all(password).expect("it reads its password");
        drop(stdin);
        // Asking the service before our own daemon has its name would have the bus start another one.
        let pid = child.id();
        wait_until(|| name_is_owned_by(pid).is_ok_and(|ours| ours));
        Self(child)
    }

    fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args([signal, &self.0.id().to_string()]).status();
        assert!(sent.expect("kill is there").success());
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn wait_until(mut done: impl FnMut() -> bool) {
    let started = Instant::now();
    while !done() {
        assert!(started.elapsed() < PATIENCE, "the keyring does not come up");
        thread::sleep(Duration::from_millis(20));
    }
}

/// Asks the bus itself, which starts nothing.
fn name_is_owned_by(pid: u32) -> zbus::Result<bool> {
    let bus = zbus::blocking::Connection::session()?;
    let name = "org.freedesktop.secrets".try_into().expect("a name of a bus");
    Ok(zbus::blocking::fdo::DBusProxy::new(&bus)?.get_connection_unix_process_id(name)? == pid)
}

fn default_is_locked() -> Option<bool> {
    let service = SecretService::connect(EncryptionType::Plain).ok()?;
    service.get_default_collection().ok()?.is_locked().ok()
}

fn lock_default() {
    let service = SecretService::connect(EncryptionType::Plain).expect("running");
    let collection = service.get_default_collection().expect("there");
    collection.lock().expect("locking needs no prompt");
    assert_eq!(default_is_locked(), Some(true));
}

fn load() -> Result<Option<String>, KeyringProblem> {
    let loaded = OsKeyring::new().load(ACCOUNT, Prompting::Forbidden)?;
    Ok(loaded.map(|secret| secret.to_string()))
}

fn store(secret: &str) -> Result<(), KeyringProblem> {
    OsKeyring::new().store(ACCOUNT, &Zeroizing::new(secret.to_owned()))
}

#[test]
fn a_secret_is_kept_replaced_and_forgotten() {
    in_private_session("a_secret_is_kept_replaced_and_forgotten", &Bus::Full, || {
        let daemon = Daemon::unlocked();
        assert_eq!(load(), Ok(None), "an unlocked keyring without our entry");
        assert_eq!(store("one"), Ok(()));
        assert_eq!(load(), Ok(Some("one".to_owned())));
        assert_eq!(store("two"), Ok(()));
        assert_eq!(load(), Ok(Some("two".to_owned())));
        drop(daemon);
        let _daemon = Daemon::unlocked();
        assert_eq!(load(), Ok(Some("two".to_owned())), "after a restart of the keyring");
        assert_eq!(OsKeyring::new().delete(ACCOUNT), Ok(()));
        assert_eq!(load(), Ok(None));
        assert_eq!(OsKeyring::new().delete(ACCOUNT), Ok(()), "again");
    });
}

#[test]
fn a_locked_keyring_is_locked_and_not_empty() {
    in_private_session("a_locked_keyring_is_locked_and_not_empty", &Bus::Full, || {
        let daemon = Daemon::unlocked();
        lock_default();
        assert_eq!(load(), Err(KeyringProblem::Locked), "without an entry");
        assert_eq!(store("one"), Err(KeyringProblem::Locked));
        assert_eq!(OsKeyring::new().delete(ACCOUNT), Err(KeyringProblem::Locked));
        drop(daemon);
        let daemon = Daemon::unlocked();
        assert_eq!(store("one"), Ok(()));
        lock_default();
        assert_eq!(load(), Err(KeyringProblem::Locked), "with an entry");
        assert_eq!(store("two"), Err(KeyringProblem::Locked));
        assert_eq!(OsKeyring::new().delete(ACCOUNT), Err(KeyringProblem::Locked));
        drop(daemon);
        let _daemon = Daemon::locked();
        assert_eq!(load(), Err(KeyringProblem::Locked), "never unlocked since the login");
    });
}

/// There is no display in the private session, so the password dialog can't come up, which counts
/// as dismissed.
#[test]
fn a_dismissed_password_dialog_leaves_it_locked() {
    in_private_session("a_dismissed_password_dialog_leaves_it_locked", &Bus::Full, || {
        let _daemon = Daemon::unlocked();
        assert_eq!(store("one"), Ok(()));
        lock_default();
        let answer = OsKeyring::new().load(ACCOUNT, Prompting::Allowed);
        assert_eq!(answer, Err(KeyringProblem::Locked));
    });
}

#[test]
fn a_keyring_that_hangs_is_slow_and_works_again_when_it_moves() {
    in_private_session("a_keyring_that_hangs_is_slow_and_works_again_when_it_moves", &Bus::Full, || {
        let daemon = Daemon::unlocked();
        assert_eq!(store("one"), Ok(()));
        let keyring = OsKeyring::with_timeouts(Duration::from_millis(300), PATIENCE);
        daemon.signal("-STOP");
        let started = Instant::now();
        let answer = keyring.load(ACCOUNT, Prompting::Allowed);
        assert_eq!(answer, Err(KeyringProblem::Slow));
        assert!(started.elapsed() < PATIENCE / 2);
        daemon.signal("-CONT");
        assert_eq!(load(), Ok(Some("one".to_owned())));
    });
}

#[test]
fn a_secret_service_without_a_default_keyring_is_no_keyring() {
    in_private_session("a_secret_service_without_a_default_keyring_is_no_keyring", &Bus::Full, || {
        let _daemon = Daemon::locked();
        assert_eq!(load(), Err(KeyringProblem::Absent));
        assert_eq!(store("one"), Err(KeyringProblem::Absent));
    });
}

#[test]
fn a_bus_without_a_secret_service_is_no_keyring() {
    in_private_session("a_bus_without_a_secret_service_is_no_keyring", &Bus::Bare, || {
        assert_eq!(load(), Err(KeyringProblem::Absent));
        assert_eq!(store("one"), Err(KeyringProblem::Absent));
    });
}

#[test]
fn no_bus_at_all_is_no_keyring_and_found_out_at_once() {
    in_private_session("no_bus_at_all_is_no_keyring_and_found_out_at_once", &Bus::None, || {
        let started = Instant::now();
        assert_eq!(load(), Err(KeyringProblem::Absent));
        assert_eq!(store("one"), Err(KeyringProblem::Absent));
        assert!(started.elapsed() < Duration::from_secs(5));
    });
}

/// A keyring that comes up later is found by the same [`OsKeyring`].
#[test]
fn a_keyring_that_was_absent_is_found_when_it_comes_up() {
    in_private_session("a_keyring_that_was_absent_is_found_when_it_comes_up", &Bus::Bare, || {
        let keyring = OsKeyring::new();
        let absent = keyring.load(ACCOUNT, Prompting::Forbidden);
        assert_eq!(absent, Err(KeyringProblem::Absent));
        let _daemon = Daemon::unlocked();
        assert_eq!(keyring.load(ACCOUNT, Prompting::Forbidden), Ok(None));
    });
}

/// The whole way of the first copyable key, and the next start of the console.
#[test]
fn a_vault_opens_with_the_real_keyring_at_the_next_start() {
    in_private_session("a_vault_opens_with_the_real_keyring_at_the_next_start", &Bus::Full, || {
        let _daemon = Daemon::unlocked();
        let keyring = OsKeyring::new();
        let mut rng = StdRng::seed_from_u64(1);
        let id = VaultId::random(&mut rng);
        let mut vault = Vault::new(id, Vec::new(), Vec::new()).expect("no slots");
        let answer = vault.plan_keyring_opening().run(&keyring, Prompting::Forbidden);
        assert_eq!(vault.keyring_answered(answer), VaultStatus::Ready);
        let plan = vault.plan_keyring_slot(&mut rng).expect("nothing there yet");
        let change = plan.run(&keyring).expect("a working keyring");
        let sealed = change.seal("sk-for-the-test", &mut rng);
        let stored = change.added().record();
        vault.adopt(change);

        let slot = Slot::try_from(stored).expect("well-formed");
        let mut next = Vault::new(id, vec![slot], Vec::new()).expect("one slot");
        let answer = next.plan_keyring_opening().run(&keyring, Prompting::Forbidden);
        let unlocked = VaultStatus::Unlocked { by: SlotKind::Keyring };
        assert_eq!(next.keyring_answered(answer), unlocked);
        let hash = Sha256::digest("sk-for-the-test").into();
        let key = next.open(&hash, sealed.as_bytes()).expect("opens");
        assert_eq!(*key, "sk-for-the-test");
    });
}

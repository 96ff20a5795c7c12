//! Copyable keys on a machine with a keyring: the real GNOME Keyring, in a session of its own.
//!
//! The tools are needed (packages `gnome-keyring` and `dbus-daemon`); without them the test fails.

use std::{fs, os::unix::fs::PermissionsExt, process::Command};

use crate::machine::{Machine, keys};

/// Unlocks a new keyring, waits until it answers, and runs the command given to it twice.
const SESSION: &str = r#"
printf throw-away | gnome-keyring-daemon --foreground --unlock --components=secrets >/dev/null 2>&1 &
ask() { dbus-send --session --print-reply --dest="$@" 2>/dev/null; }
# Asked too early, the bus would start another one, which is locked.
is_there() {
    ask org.freedesktop.DBus /org/freedesktop/DBus org.freedesktop.DBus.NameHasOwner \
        string:org.freedesktop.secrets | grep -q 'boolean true'
}
is_open() {
    ask org.freedesktop.secrets /org/freedesktop/secrets org.freedesktop.Secret.Service.ReadAlias \
        string:default | grep -q /collection/
}
tries=0
until is_there && is_open
do
    tries=$((tries + 1))
    test $tries -lt 400 || exit 70
    sleep 0.05
done
"$0" token issue --name t --scope read --json && "$0" token key 1
code=$?
kill $!
exit $code
"#;

#[test]
fn with_a_keyring_nobody_is_asked_for_a_passphrase() {
    let machine = Machine::bare();
    let runtime = machine.path("runtime");
    fs::create_dir(&runtime).unwrap();
    fs::set_permissions(&runtime, fs::Permissions::from_mode(0o700)).unwrap();
    let tokendesk = machine.command([""; 0]);
    let output = Command::new("dbus-run-session")
        .args(["--", "sh", "-c", SESSION])
        .arg(tokendesk.get_program())
        .env_clear()
        .envs(tokendesk.get_envs().filter_map(|(name, value)| Some((name, value?))))
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .env("PATH", std::env::var_os("PATH").expect("a search path"))
        .env("XDG_RUNTIME_DIR", runtime)
        .output()
        .expect("dbus-run-session starts");
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}\n{}", output.status, String::from_utf8_lossy(&output.stderr));
    let [issued, again] = keys(&out)[..] else { panic!("two keys") };
    assert!(issued == again, "the second run opened what the first one sealed");
    let slot: String =
        machine.database().query_row("SELECT kind FROM vault_slots", [], |row| row.get(0)).unwrap();
    assert_eq!(slot, "keyring");
    // The keyring gone, there is no way to the key, and no passphrase is asked for that was never set.
    let answer = machine.run(["token", "key", "1", "--json"]);
    assert_eq!((answer.code, answer.error().as_str()), (1, "vault_locked"));
}

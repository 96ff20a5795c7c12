//! `tokendesk gateway config`: what is printed, what is saved, what is refused.

use std::{fs, os::unix::fs::PermissionsExt};

use crate::machine::{Machine, text};

const BACKEND: [&str; 2] = ["--backend", "127.0.0.1:3000"];

#[test]
fn a_configuration_is_printed_and_needs_no_desk() {
    let machine = Machine::bare();
    let printed = machine.run(["gateway", "config", "nginx"].iter().chain(&BACKEND));
    assert_eq!((printed.code, printed.err.as_str()), (0, ""));
    assert!(printed.out.contains("server 127.0.0.1:3000;") && printed.out.contains("server 127.0.0.1:9180;"));
    assert!(!machine.data().exists());
}

#[test]
fn files_that_belong_together_are_saved_together_and_only_for_their_owner() {
    let machine = Machine::bare();
    let config = |options: &[&str]| {
        machine.run(["gateway", "config", "haproxy", "--json"].iter().chain(&BACKEND).chain(options))
    };
    let names: Vec<_> =
        crate::machine::objects(&config(&[]).out).iter().map(|file| text(&file["name"]).to_owned()).collect();
    assert_eq!(names, ["haproxy.cfg", "tokendesk.lua"]);
    let folder = machine.path("gateway");
    let out = folder.to_string_lossy().into_owned();
    assert_eq!(config(&["--out", &out]).code, 0);
    for name in &names {
        let mode = fs::metadata(folder.join(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{name}");
    }
    let again = config(&["--out", &out]);
    assert_eq!((again.code, again.error().as_str()), (1, "file_not_written"), "nothing is written over");
    let plain = machine.run(["gateway", "config", "haproxy"].iter().chain(&BACKEND));
    assert!(plain.code == 2 && plain.err.contains("--out"), "{}", plain.err);
}

#[test]
fn what_no_configuration_can_be_made_of_is_refused() {
    let machine = Machine::bare();
    for (options, code) in [
        (&["traefik", "--verifier", "unix:/run/v.sock"][..], "socket_not_reached"),
        (&["nginx", "--verifier", "unix:/run/v.sock;evil"], "invalid_value"),
        (&["nginx", "--listen", "everywhere"], "invalid_value"),
        (&["apache"], "invalid_value"),
        (&["nginx", "--gateway-secret-file", "/nonexistent"], "unreadable_file"),
    ] {
        let answer = machine.run(["gateway", "config", "--json"].iter().chain(&BACKEND).chain(options));
        assert_eq!((answer.code, answer.error().as_str()), (2, code), "{options:?}");
    }
    let bad = machine.run(["gateway", "config", "nginx", "--json", "--backend", "a;b:80"]);
    assert_eq!((bad.code, bad.error().as_str()), (2, "invalid_value"));
}

//! A disk that fills up in the middle: what is granted was charged, what was not charged is not granted, nothing is half
//! done, and all goes on when there is space again.

use std::{fs, io::Write, net::SocketAddr, path::Path};

use serde_json::{Value, json};

use crate::{
    gateways::{Served, issue, until},
    machine::{Machine, objects},
    spending::post,
};

/// All that is left of the disk.
pub(crate) fn fill(filler: &Path) {
    let mut file = fs::File::create(filler).expect("a file");
    for size in [4096, 1] {
        while file.write_all(&vec![0; size]).is_ok() {}
    }
}

fn code(address: SocketAddr, body: &Value) -> String {
    let reply = post("/v1/verify", body).send(address);
    let answer: Value = serde_json::from_str(&reply.body).unwrap_or_else(|_| panic!("{}", reply.body));
    answer["code"].as_str().expect("a code").to_owned()
}

/// How many requests of `cost` pass until the first refusal, and its code.
fn pay(address: SocketAddr, key: &str, cost: u64) -> (u64, String) {
    let mut paid = 0;
    loop {
        match code(address, &json!({"key": key, "cost": cost})).as_str() {
            "allowed" => paid += 1,
            refused => return (paid, refused.to_owned()),
        }
        assert!(paid <= 10_000, "more than the quota");
    }
}

/// A verifier whose counters lie on another disk than the data file, which is small.
fn small(machine: &Machine) -> Served {
    let state = machine.path("state").to_string_lossy().into_owned();
    Served::on_a_small_disk(machine, &machine.data(), 2, &["--listen", "127.0.0.1:0", "--state", &state])
}

#[test]
fn while_costs_are_charged_and_advances_are_taken_not_a_unit_is_granted_twice_or_lost() {
    const QUOTA: u64 = 3_000;
    let machine = Machine::bare();
    let key = issue(&machine, "fast", &format!("--quota {QUOTA}"));
    let slow = issue(&machine, "slow", "--quota 100");
    let free = issue(&machine, "free", "");
    let served = small(&machine);
    let address = served.address();
    // Fast enough for an advance, and slowly enough to be charged on the disk.
    let before =
        (0..200).filter(|_| code(address, &json!({"key": key, "cost": 1})) == "allowed").count() as u64;
    assert_eq!(before, 200);
    assert_eq!(code(address, &json!({"key": slow, "cost": 60})), "allowed");
    let filler = served.inside(&machine.data()).join("filler");
    fill(&filler);
    let (in_hand, refused) = pay(address, &key, 1);
    assert_eq!(refused, "counting_unavailable");
    assert!(before + in_hand < QUOTA, "{in_hand} were in hand");
    assert_eq!(code(address, &json!({"key": slow, "cost": 10})), "counting_unavailable");
    let hold = json!({"key": slow, "cost": 10, "reserve_s": 600, "idempotency_key": "a"});
    assert_eq!(code(address, &hold), "counting_unavailable");
    let settle = json!({"key": slow, "cost": 10, "idempotency_key": "b"});
    assert_eq!(post("/v1/consume", &settle).send(address).status, 503);
    assert_eq!(
        code(address, &json!({"key": free})),
        "allowed",
        "what costs nothing and is not counted passes"
    );

    fs::remove_file(&filler).expect("removed");
    until("it charges again", || code(address, &json!({"key": slow, "cost": 10})) == "allowed");
    assert_eq!(
        code(address, &json!({"key": slow, "cost": 31})),
        "quota_exhausted",
        "nothing refused was charged"
    );
    assert_eq!(code(address, &json!({"key": slow, "cost": 30})), "allowed");
    let (after, refused) = pay(address, &key, 1);
    assert_eq!((before + in_hand + after, refused.as_str()), (QUOTA, "quota_exhausted"));
    until("it says so", || served.figure("tokendesk_store_up") == 1);
    let log = served.stop();
    assert!(log.contains("the disk is full"), "{log}");
}

#[test]
fn an_export_of_the_audit_log_that_has_no_room_leaves_no_file() {
    let machine = Machine::bare();
    crate::side_by_side::fill(&machine, 300);
    machine.issue("t");
    machine.text("token disable 1 2 3 4 5 6 7 8 9");
    let entries = machine.json("audit list --limit 1000").len();
    assert_eq!(without_room(&machine, "audit export").len(), entries);
}

#[test]
fn an_export_of_tokens_with_their_keys_that_has_no_room_leaves_no_file() {
    let machine = Machine::new();
    machine.issue_kept(1_200);
    let rows = without_room(&machine, "token export --with-keys --yes");
    assert!(rows.len() == 1_200 && rows.iter().all(|row| row["key"].is_string()), "{}", rows.len());
}

/// Exports to a folder without room, which fails and leaves nothing there; then with room. The rows of that.
fn without_room(machine: &Machine, export: &str) -> Vec<Value> {
    fs::create_dir_all(machine.path("out")).expect("a folder");
    let program = machine.command([""; 0]).get_program().to_owned();
    let user = if rustix::process::geteuid().is_root() { "-m" } else { "-Urm" };
    let script = r#"
        mount -t tmpfs -o size=1m tmpfs out
        head -c 2000000 /dev/zero > out/filler 2> /dev/null || true
        for format in csv jsonl; do
            if "$TOKENDESK" $EXPORT --format $format --to out/export.$format --json; then exit 9; fi
        done
        ls -A out >&2
        rm out/filler
        "$TOKENDESK" $EXPORT --format jsonl --to out/export.jsonl --json
        cat out/export.jsonl
    "#;
    let mut command = std::process::Command::new("unshare");
    command.args([user, "sh", "-ec", script]).current_dir(machine.path(""));
    command.envs(machine.command([""; 0]).get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = command.env("TOKENDESK", program).env("EXPORT", export).output().expect("it starts");
    let err = String::from_utf8(output.stderr).expect("text");
    assert!(output.status.success(), "{err}");
    let lines: Vec<_> = err.lines().collect();
    let [csv, jsonl, left] = lines[..] else { panic!("{err}") };
    for refusal in [csv, jsonl] {
        assert!(refusal.contains("No space left on device"), "{refusal}");
    }
    assert_eq!(left, "filler", "neither the file nor a part of it");
    objects(&String::from_utf8(output.stdout).expect("text"))
}

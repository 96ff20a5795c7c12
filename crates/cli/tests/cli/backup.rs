//! `tokendesk backup` and `tokendesk restore`, as people and schedules run them.

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::{
    faults::on_a_small_disk,
    gateways::{Served, issue, number, until, verify_key},
    machine::{Machine, PASSPHRASE, text},
};

fn back_up(machine: &Machine) -> String {
    text(&machine.one("backup create")["path"]).to_owned()
}

fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort_unstable();
    names
}

#[test]
fn a_backup_is_made_listed_checked_and_put_back() {
    let machine = Machine::bare();
    let first = machine.issue("first");
    let made = machine.one("backup create");
    assert_eq!(made["kind"], "by-hand");
    let path = text(&made["path"]).to_owned();
    assert!(path.starts_with(&*machine.data().join("backups").to_string_lossy()), "{path}");
    assert_eq!(machine.json("backup list"), [made]);
    let content = machine.one(&format!("backup check {path}"));
    assert_eq!((content["tokens"].as_u64(), content["version"].is_u64()), (Some(1), true));

    let second = machine.issue("second");
    machine.text("token disable 1");
    let before = machine.content();
    let planned = machine.one(&format!("restore {path} --dry-run"));
    assert_eq!((&planned["restored"], &planned["data_file"]), (&json!(false), &json!("live")));
    let tokens = |id: i64, name: &str| json!({"count": 1, "first": [{"id": id, "name": name}]});
    let changes = &planned["changes"];
    assert_eq!(changes["removed"], tokens(second, "second"));
    assert_eq!(changes["changed"], tokens(first, "first"));
    assert_eq!(changes["revived"], tokens(first, "first"));
    let refused = machine.run(["restore", &path, "--json"]);
    assert_eq!((refused.code, refused.error()), (2, "not_confirmed".to_owned()));
    assert_eq!(machine.content(), before, "neither changed anything");

    let restored = machine.one(&format!("restore {path} --yes"));
    assert_eq!(restored["restored"], true);
    assert_eq!(machine.names(""), ["first"]);
    let again = machine.one(&format!("restore {path} --yes"));
    assert_eq!((&again["restored"], &again["kept"]), (&json!(false), &Value::Null), "nothing to do");
    machine.text(&format!("restore {} --yes", text(&restored["kept"])));
    assert_eq!(machine.names("--status all").len(), 2);
    let kinds: Vec<_> = machine.json("backup list").iter().map(|backup| backup["kind"].clone()).collect();
    assert_eq!(kinds, ["before-restore", "before-restore", "by-hand"]);
}

#[test]
fn a_backup_goes_where_it_is_wanted_and_replaces_nothing_unasked() {
    let machine = Machine::bare();
    machine.issue("t");
    let target = machine.path("copy.db").to_string_lossy().into_owned();
    let create = |options: &[&str]| machine.run(["backup", "create", "--json", "--to"].iter().chain(options));
    assert_eq!(create(&[&target]).code, 0);
    let refused = create(&[&target]);
    assert_eq!(refused.errors(), [("exists".to_owned(), Some("to".to_owned()), None)]);
    machine.issue("later");
    assert_eq!(create(&[&target, "--replace"]).code, 0);
    assert_eq!(machine.one(&format!("backup check {target}"))["tokens"], 2);
    let folder = machine.path("elsewhere");
    fs::create_dir(&folder).unwrap();
    assert_eq!(create(&[&folder.to_string_lossy()]).code, 0);
    assert_eq!(files(&folder).len(), 1);
    let nowhere = create(&["/nonexistent/copy.db"]);
    assert_eq!((nowhere.code, nowhere.error()), (1, "backup_unwritable".to_owned()));
    assert!(machine.json("backup list").is_empty(), "those are elsewhere");
}

#[test]
fn on_a_full_disk_no_backup_is_made_and_the_older_one_stays() {
    let machine = Machine::bare();
    let answer = on_a_small_disk(
        &machine,
        r#"
        "$TOKENDESK" token issue --scope read --show-once --json --name before > /dev/null
        "$TOKENDESK" backup create > /dev/null
        # Room for the log of the data file, and for no copy of it.
        free=$(df --output=avail -k "$TOKENDESK_DATA" | tail -n 1)
        head -c $(((free - 100) * 1024)) /dev/zero > "$TOKENDESK_DATA/filler"
        if "$TOKENDESK" backup create --json; then echo "it was made"; exit 3; fi
        ls -A "$TOKENDESK_DATA/backups" | grep -c . | sed 's/.*/{"files":&}/'
        "$TOKENDESK" backup check --json "$TOKENDESK_DATA/backups/"*
        "#,
    );
    assert_eq!(answer.error(), "backup_no_room", "{}", answer.err);
    let lines = crate::machine::objects(&answer.out);
    assert_eq!((&lines[0]["files"], &lines[1]["tokens"]), (&json!(1), &json!(1)));
}

#[test]
fn what_is_no_backup_is_refused_before_anything_is_touched() {
    let machine = Machine::bare();
    machine.issue("t");
    let path = back_up(&machine);
    let whole = fs::read(&path).unwrap();
    let bad = machine.path("bad.db");
    let before = machine.content();
    let changed = |at: std::ops::Range<usize>, with: u8| {
        let mut bytes = whole.clone();
        bytes[at].fill(with);
        bytes
    };
    for (bytes, code) in [
        (b"no database".repeat(50), "not_a_backup"),
        (whole[..whole.len() / 2].to_vec(), "backup_damaged"),
        (changed(4096 * 2..4096 * 6, 0xA5), "backup_damaged"),
        (changed(60..64, 0x7F), "backup_newer"),
    ] {
        fs::write(&bad, bytes).unwrap();
        let bad = bad.to_string_lossy();
        for line in [&["restore", &bad, "--yes", "--json"][..], &["backup", "check", &bad, "--json"]] {
            let refused = machine.run(line);
            assert_eq!(refused.errors(), [(code.to_owned(), Some("file".to_owned()), None)], "{line:?}");
            assert_eq!(refused.code, 2);
        }
    }
    assert_eq!(machine.content(), before);
    assert_eq!(files(&machine.data().join("backups")).len(), 1);
}

#[test]
fn where_the_data_file_is_lost_or_spoilt_the_backup_becomes_it() {
    let machine = Machine::new();
    let key = text(&machine.one("token issue --name t --scope read")["key"]).to_owned();
    let code = text(&machine.one("vault recovery-code --no-check")["recovery_code"]).to_owned();
    let path = back_up(&machine);

    let elsewhere = Machine::bare().with_passphrase(&code);
    let restored = elsewhere.one(&format!("restore {path} --yes"));
    assert_eq!((&restored["data_file"], &restored["kept"]), (&json!("missing"), &Value::Null));
    assert_eq!(elsewhere.text("token key 1").trim_end(), key, "the recovery code opens it there");
    let elsewhere = elsewhere.with_passphrase(PASSPHRASE);
    assert_eq!(elsewhere.text("token key 1").trim_end(), key);

    let file = tokendesk_issuer::data_file(&machine.data());
    fs::write(&file, "spoilt").unwrap();
    let restored = machine.one(&format!("restore {path} --yes"));
    assert_eq!(restored["data_file"], "unreadable");
    assert_eq!(fs::read(text(&restored["kept"])).unwrap(), b"spoilt");
    assert_eq!(machine.text("token key 1").trim_end(), key);

    let other = Machine::bare();
    other.issue("theirs");
    let refused = other.run(["restore", &path, "--yes", "--json"]);
    assert_eq!(refused.error(), "backup_foreign");
    assert_eq!(other.names(""), ["theirs"]);
}

#[test]
fn a_verifier_follows_a_restore_and_makes_the_daily_backup() {
    let machine = Machine::bare();
    let kept = issue(&machine, "kept", "--request-limit 5/total");
    let gone = issue(&machine, "gone", "--request-limit 5/total");
    let path = back_up(&machine);
    let later = issue(&machine, "later", "");
    let served = Served::start(&machine, &["--listen", "127.0.0.1:0"]);
    let code = |key: &str| verify_key(&served, key, "10.0.0.1");
    for key in [&kept, &gone, &later] {
        assert_eq!(code(key), "allowed");
    }
    machine.text(&format!("token disable {}", number(&machine, "kept")));
    let id = number(&machine, "gone");
    machine.text(&format!("token delete {id}"));
    machine.text(&format!("token purge {id}"));
    until("disabled", || code(&kept) == "disabled");
    until("purged", || code(&gone) == "unknown_key");
    machine.text(&format!("restore {path} --yes"));
    until("gone", || code(&later) == "unknown_key");
    let left = |key: &str| (0..8).filter(|_| code(key) == "allowed").count();
    // Two of five are used: what was used since the backup stays used.
    until("back", || code(&kept) == "allowed");
    assert_eq!(left(&kept), 3);
    // Nothing is known of what a token was used that was away, but for the backup: it was not.
    until("back", || code(&gone) == "allowed");
    assert_eq!(left(&gone), 4);
    served.wait_for_log("a daily backup was made");
    served.stop();
    assert_eq!(machine.json("backup list")[0]["kind"], "daily");
}

#[test]
fn prune_removes_daily_backups_beyond_the_seventh_alone() {
    let machine = Machine::bare();
    machine.issue("t");
    let by_hand = back_up(&machine);
    let folder = machine.data().join("backups");
    for day in 1..=9 {
        fs::copy(&by_hand, folder.join(format!("tokendesk-2026-01-0{day}T120000Z-daily.db"))).unwrap();
    }
    fs::write(folder.join("mine.txt"), "mine").unwrap();
    let gone = machine.json("backup prune");
    let gone: Vec<_> = gone.iter().map(|backup| text(&backup["made"])[..10].to_owned()).collect();
    assert_eq!(gone, ["2026-01-02", "2026-01-01"]);
    assert_eq!(files(&folder).len(), 7 + 1 + 1);
    assert!(machine.json("backup prune").is_empty());
}

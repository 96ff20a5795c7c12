//! `token issue --from` with keys that clients hold already: as they are, or as their hashes.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    io::{BufRead, BufReader},
    process::Stdio,
    time::Instant,
};

use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    gateways::{Request, Served},
    kills::{count, is_sound, run_and_kill},
    machine::{Answer, Machine, objects, text},
};

const KEY: &str = "glpat-xY12_34-56abcdefgh78";
const AWS_KEY: &str = "apikey1234abcdefghij0123456789";

fn import(machine: &Machine, name: &str, content: &str, options: &str) -> Answer {
    std::fs::write(machine.path(name), content).expect("written");
    machine.run(format!("token issue --from {name} --json {options}").split_whitespace())
}

fn hex(key: &str) -> String {
    Sha256::digest(key.as_bytes()).iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

/// `outcome`, or the codes of what is wrong, row by row.
fn outcomes(answer: &Answer) -> Vec<String> {
    let outcome = |row: &Value| match row["errors"].as_array() {
        Some(errors) => errors.iter().map(|error| text(&error["code"])).collect::<Vec<_>>().join(" "),
        None => text(&row["outcome"]).to_owned(),
    };
    objects(&answer.out).iter().map(outcome).collect()
}

/// What the verifier says of these keys, for the scope `read`.
fn verdicts<const N: usize>(machine: &Machine, keys: [&str; N]) -> [String; N] {
    let served = Served::start(machine, &["--listen", "127.0.0.1:0"]);
    keys.map(|key| {
        let body = json!({"key": key, "scope": "read"}).to_string();
        let request = Request::new("POST", "/v1/verify").header("Content-Type", "application/json");
        let reply = request.body(&body).send(served.address());
        let answer: Value = serde_json::from_str(&reply.body).expect("an object");
        text(&answer["code"]).to_owned()
    })
}

#[test]
fn clients_keep_their_keys_and_the_verifier_knows_them() {
    let machine = Machine::new();
    let long = "Ab0-._~+/".repeat(28) + "Cd1=";
    let by_hash = "key-of-which-only-the-hash-is-here-42";
    let content = format!(
        "name,scopes,key,key_sha256,enabled,show_once\na,read,{KEY},,,\nb,read,,{},,\nc,read,{AWS_KEY},,false,\n\
         d,read,{long},,yes,yes\ne,write,sk-0123456789abcdefghijkl,,,\n",
        hex(by_hash)
    );
    let answer = import(&machine, "t.csv", &content, "");
    assert_eq!(answer.code, 0, "{}", answer.err);
    assert_eq!(outcomes(&answer), ["imported"; 5]);
    assert!(!answer.out.contains(KEY) && !answer.err.contains(KEY), "a client's key is not repeated");

    assert_eq!(
        verdicts(
            &machine,
            [KEY, by_hash, AWS_KEY, &long, "sk-0123456789abcdefghijkl", "sk-0123456789abcdefghijkm"]
        ),
        ["allowed", "allowed", "disabled", "allowed", "scope_missing", "unknown_key"]
    );
    let token = machine.one("token show 1");
    assert_eq!((text(&token["masked_key"]), text(&token["visibility"])), ("glpa…gh78", "copyable"));
    assert_eq!(machine.text("token key 1").trim_end(), KEY);
    let token = machine.one("token show 2");
    assert!(text(&token["masked_key"]).starts_with("sha256:"), "{token}");
    assert_eq!(machine.run("token key 2 --json".split(' ')).error(), "key_not_kept");
    assert_eq!(machine.one("token show 3")["status"], "disabled");
    assert_eq!(machine.one("token show 4")["visibility"], "show_once");
    let history = machine.one("token show 1")["history"].to_string();
    assert!(history.contains("glpa") && !history.contains(KEY), "{history}");
}

#[test]
fn run_again_it_makes_no_doubles_and_changes_only_what_it_is_asked_to() {
    let machine = Machine::new();
    let file = |limit: u32, name: &str| {
        format!(
            "name,scopes,key,request_limit,expires\n{name},read,{KEY},{limit},2099-01-31\nb,read,{AWS_KEY},5,\n"
        )
    };
    assert_eq!(outcomes(&import(&machine, "t.csv", &file(5, "a"), "")), ["imported", "imported"]);
    let before = machine.content();
    assert_eq!(outcomes(&import(&machine, "t.csv", &file(5, "a"), "")), ["already_there", "already_there"]);
    assert_eq!(machine.content(), before);

    let refused = import(&machine, "t.csv", &file(6, "a"), "");
    assert_eq!((refused.code, refused.error().as_str()), (2, "wrong_rows"));
    assert!(refused.out.contains("token 1, which differs in: request limit"), "{}", refused.out);
    assert_eq!(machine.content(), before);
    let dry = import(&machine, "t.csv", &file(6, "a"), "--update --dry-run");
    assert_eq!((outcomes(&dry), machine.content()), (vec!["updated".into(), "already_there".into()], before));
    let updated = import(&machine, "t.csv", &file(6, "a"), "--update");
    assert_eq!(outcomes(&updated), ["updated", "already_there"]);
    assert_eq!(machine.one("token show 1")["request_limit"]["max"], 6);
    let renamed = import(&machine, "t.csv", &file(6, "other"), "--update");
    assert_eq!((renamed.code, renamed.error().as_str()), (2, "wrong_rows"), "a name is for good");

    // What was switched off by hand stays so, where the file does not speak of it.
    machine.text("token disable 2");
    assert_eq!(outcomes(&import(&machine, "t.csv", &file(6, "a"), "")), ["already_there", "already_there"]);
    machine.text("token rotate 1 --grace 7d");
    machine.text("token revoke 2 --reason leaked");
    let gone = import(&machine, "t.csv", &file(6, "a"), "--update --skip-invalid");
    assert_eq!((outcomes(&gone), gone.code), (vec!["key_rotated".into(), "token_gone".into()], 2));
}

#[test]
fn a_key_that_can_be_guessed_or_is_not_whole_is_refused_by_row() {
    let machine = Machine::bare();
    let content = format!(
        "name,scopes,key,key_sha256\na,read,short,\nb,read,AbCd**********wXyZ01,\nc,read,,1234\nd,read,xxxxxxxxxxxxxxxxxxxxxxxx,\n\
         e,read,{KEY},\nf,read,,{}\ng,read,two words make no key 1,\n",
        hex(KEY)
    );
    let answer = import(&machine, "t.csv", &content, "--dry-run");
    assert_eq!(answer.code, 2);
    assert_eq!(
        outcomes(&answer),
        [
            "too_short",
            "masked_key",
            "not_a_digest",
            "guessable_key",
            "imported",
            "duplicate_key",
            "bad_character",
        ]
    );
    assert!(!answer.out.contains("two words") && !answer.out.contains(KEY), "{}", answer.out);
    let new = import(&machine, "t.csv", &content, "--dry-run --new-keys --skip-invalid");
    assert_eq!(outcomes(&new).iter().filter(|outcome| *outcome == "issued").count(), 6, "{}", new.out);
}

#[test]
fn files_of_other_systems_are_imported_as_they_are() {
    let machine = Machine::new();
    let aws =
        format!("Name,Key,Description,Enabled,usageplanIds\nfirst,{AWS_KEY},An imported key,TRUE,c7y23b\n");
    let answer = import(&machine, "aws.csv", &aws, "--default-scope read");
    assert_eq!((answer.code, outcomes(&answer)), (0, vec!["imported".to_owned()]), "{}", answer.err);
    assert!(answer.warnings().contains(&"foreign_columns".to_owned()), "{}", answer.err);
    assert_eq!(machine.one("token show 1")["description"], "An imported key");

    let bare = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGhIjKl";
    let token = |name: &str, key: &str, status: u8| {
        json!({
            "id": 7, "key": key, "status": status, "name": name, "expired_time": -1, "remain_quota": 500_000,
            "unlimited_quota": false, "model_limits_enabled": true, "model_limits": "gpt-4o", "group": "vip",
            "allow_ips": "10.0.0.0/8", "used_quota": 3,
        })
    };
    let list = json!({"success": true, "data": {"items": [token("ci", bare, 1), token("off", "", 2)]}});
    let answer = import(&machine, "list.json", &list.to_string(), "--default-scope read");
    assert_eq!(
        (answer.code, outcomes(&answer)),
        (0, vec!["imported".into(), "issued".into()]),
        "{}",
        answer.err
    );
    let ci = machine.one("token show 2");
    assert_eq!(
        (&ci["quota"], &ci["group"], &ci["models"]),
        (&json!(500_000), &json!("vip"), &json!(["gpt-4o"]))
    );
    assert_eq!(machine.text("token key 2").trim_end(), format!("sk-{bare}"), "as clients send it");
    assert_eq!(machine.one("token show 3")["status"], "disabled");

    let masked = json!([token("ci", "AbCd**********wXyZ", 1)]).to_string();
    let answer = import(&machine, "list.json", &masked, "--default-scope read --skip-invalid");
    assert_eq!((answer.code, outcomes(&answer)), (2, vec!["masked_key".to_owned()]));
    assert!(answer.out.contains("--new-keys"), "{}", answer.out);
}

#[test]
fn an_import_that_is_killed_and_run_again_ends_whole_and_without_doubles() {
    const ROUNDS: u64 = 5;
    /// At any moment; and one in each round after the first transaction, while its lines are written.
    const KILLS: u64 = 4;
    const ROWS: usize = 10_400;
    let mut rng = StdRng::seed_from_u64(20_261_122);
    let mut content = "name,scopes,key_sha256,expires\n".to_owned();
    for number in 0..ROWS {
        writeln!(content, "t{number},read,{},2099-01-31", hex(&format!("client {number}"))).expect("a text");
    }
    let line = "token issue --from rows.csv --json";
    let mut stages = BTreeSet::new();
    for _ in 0..ROUNDS {
        let machine = Machine::bare();
        std::fs::write(machine.path("rows.csv"), &content).expect("written");
        machine.text("token list");
        let started = Instant::now();
        machine.text(&format!("{line} --dry-run"));
        // Checking them is about half of the way.
        let longest = started.elapsed() * 5 / 2;
        let mut look = || stages.insert(count(&machine.database(), "SELECT count(*) FROM tokens"));
        for _ in 0..KILLS {
            run_and_kill(&machine, line, longest.mul_f64(rng.random()));
            look();
        }
        let mut child =
            machine.command(line.split(' ')).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut first = String::new();
        BufReader::with_capacity(256, child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(first.starts_with("{\"row\":1,"), "{first}");
        look();
        assert_eq!(machine.run(line.split(' ')).code, 0);
        let database = machine.database();
        is_sound(&database);
        let rows = i64::try_from(ROWS).expect("few");
        for sql in [
            "SELECT count(*) FROM tokens",
            "SELECT count(DISTINCT name) FROM tokens",
            "SELECT count(*) FROM audit_entries WHERE action = 'issued'",
        ] {
            assert_eq!(count(&database, sql), rows, "{sql}");
        }
    }
    assert!(stages.len() > 1, "kills fell before and after a transaction: {stages:?}");
}

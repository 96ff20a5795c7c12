//! A `tokendesk serve` with its interface for scripts, and a script that holds a key.

use std::{net::SocketAddr, path::Path, process::Command};

use serde_json::Value;

use crate::{
    gateways::{Reply, Request, Served},
    machine::{Machine, objects, text},
};

pub(super) struct Desk {
    pub(super) machine: Machine,
    pub(super) served: Served,
    pub(super) address: SocketAddr,
    pub(super) key: String,
}

impl Desk {
    /// With a passphrase file, and a key that may do everything.
    pub(super) fn new() -> Self {
        Self::on(Machine::new(), &[])
    }

    pub(super) fn on(machine: Machine, options: &[&str]) -> Self {
        Self::started(machine, options, Served::start)
    }

    /// With the data file on a disk of so many megabytes.
    pub(super) fn on_a_small_disk(machine: Machine, megabytes: u32, options: &[&str]) -> Self {
        Self::started(machine, options, |machine, options| {
            Served::on_a_small_disk(machine, &machine.data(), megabytes, options)
        })
    }

    fn started(machine: Machine, options: &[&str], start: impl FnOnce(&Machine, &[&str]) -> Served) -> Self {
        let key = admin_key(&machine, "--name ci --scope tokens:read,tokens:write,keys:copy,audit:read");
        let fixed = ["--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"];
        let options: Vec<_> = fixed.iter().chain(options).copied().collect();
        let served = start(&machine, &options);
        let address = place(&served);
        Self { machine, served, address, key }
    }

    pub(super) fn request(&self, method: &str, target: &str) -> Request {
        Request::new(method, target).key(&self.key)
    }

    pub(super) fn send(&self, method: &str, target: &str, body: &Value) -> Reply {
        self.send_text(method, target, &body.to_string())
    }

    pub(super) fn send_text(&self, method: &str, target: &str, body: &str) -> Reply {
        let request = self.request(method, target).header("Content-Type", "application/json");
        request.body(body).send(self.address)
    }

    pub(super) fn get(&self, target: &str) -> Value {
        ok(&self.request("GET", target).send(self.address))
    }

    pub(super) fn post(&self, target: &str, body: &Value) -> Value {
        ok(&self.send("POST", target, body))
    }

    /// Runs a Python program on what `cargo xtask test` put into this folder of the tools; the answer is what it wrote.
    pub(super) fn python(&self, tools: &str, program: &[&str]) -> String {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder");
        let tools = target.join("tools").join(tools);
        assert!(tools.is_dir(), "{} is missing: `cargo xtask test` installs it", tools.display());
        let answer = Command::new("python3")
            .args(program)
            .env("PYTHONPATH", tools)
            .env("PYTHONUTF8", "1")
            .env("NO_COLOR", "1")
            .current_dir(self.machine.path(""))
            .output()
            .expect("it starts");
        let said = String::from_utf8_lossy(&answer.stdout).into_owned();
        assert!(answer.status.success(), "{said}{}", String::from_utf8_lossy(&answer.stderr));
        said
    }

    /// Who did what, oldest first.
    pub(super) fn audit(&self) -> Vec<(String, String)> {
        let database = self.machine.database();
        let mut statement =
            database.prepare("SELECT actor, action FROM audit_entries ORDER BY id").expect("a table");
        let entries = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        entries.expect("entries").map(|entry| entry.expect("an entry")).collect()
    }
}

/// Where it listens for scripts.
pub(super) fn place(served: &Served) -> SocketAddr {
    let log = objects(&served.log());
    let event = log.iter().find(|event| event["message"] == "listening for scripts").expect("it listens");
    text(&event["place"]).parse().expect("an address")
}

pub(super) fn admin_key(machine: &Machine, options: &str) -> String {
    text(&machine.one(&format!("admin-key issue {options}"))["key"]).to_owned()
}

/// The object of an answer that is no refusal.
pub(super) fn ok(reply: &Reply) -> Value {
    assert!((200..300).contains(&reply.status), "{} {}", reply.status, reply.body);
    assert_eq!(reply.header("cache-control"), "no-store");
    serde_json::from_str(&reply.body).unwrap_or_else(|error| panic!("{error}: {}", reply.body))
}

/// The code of a refusal, which is a problem of RFC 9457 with that status.
pub(super) fn refused(reply: &Reply, status: u16) -> String {
    let problem = problem(reply, status);
    text(&problem["code"]).to_owned()
}

/// The places and codes of all that is wrong.
pub(super) fn wrong(reply: &Reply) -> Vec<(String, String)> {
    let problem = problem(reply, 422);
    let errors = problem["errors"].as_array().unwrap_or_else(|| panic!("{problem}"));
    let place = |error: &Value| {
        let place = ["pointer", "parameter", "header"].iter().find_map(|kind| error[*kind].as_str());
        place.expect("a place").to_owned()
    };
    errors.iter().map(|error| (place(error), text(&error["code"]).to_owned())).collect()
}

fn problem(reply: &Reply, status: u16) -> Value {
    assert_eq!(reply.status, status, "{}", reply.body);
    assert_eq!(reply.header("content-type"), "application/problem+json");
    assert_eq!(reply.header("cache-control"), "no-store");
    let problem: Value = serde_json::from_str(&reply.body).expect("a problem");
    assert_eq!(problem["status"], status);
    assert_eq!(problem["type"], format!("urn:tokendesk:problem:{}", text(&problem["code"])));
    assert!(!text(&problem["title"]).is_empty() && !text(&problem["detail"]).is_empty(), "{problem}");
    problem
}

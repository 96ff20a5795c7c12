//! Routes, imports and explanations from the shell.

use serde_json::{Value, json};

use crate::machine::{Machine, text};

const PETS: &str = r#"
openapi: 3.0.3
info: {title: Pet Store}
servers: [{url: https://pets.example.com/v1}]
tags: [{name: Pets, description: All about pets}]
components: {securitySchemes: {o: {type: oauth2, flows: {implicit: {scopes: {"pets:read": Look at pets}}}}}}
paths:
  /pets:
    get: {tags: [Pets], security: [{o: ["pets:read"]}]}
    post: {tags: [Pets], security: [{o: ["pets:read", "pets:write"]}]}
  /pets/{id}:
    get: {tags: [Pets], security: [{o: ["pets:read"]}]}
  /a?b: {get: {}}
"#;

fn pets(machine: &Machine, document: &str) {
    std::fs::write(machine.path("pets.yaml"), document).expect("written");
}

/// `GET /v1/pets pets:read`
fn listed(machine: &Machine) -> Vec<String> {
    let routes = machine.json("route list");
    let told = |route: &Value| {
        format!(
            "{} {} {}",
            text(&route["method"]),
            text(&route["path"]),
            route["scope"].as_str().unwrap_or("-")
        )
    };
    routes.iter().map(told).collect()
}

/// `added pets:read`, `added GET /v1/pets`
fn told(changes: &[Value]) -> Vec<String> {
    let what = |change: &Value| match change["scope"].as_str() {
        Some(scope) => scope.to_owned(),
        None => format!("{} {}", text(&change["route"]["method"]), text(&change["route"]["path"])),
    };
    changes.iter().map(|change| format!("{} {}", text(&change["change"]), what(change))).collect()
}

#[test]
fn a_route_is_added_listed_and_removed() {
    let machine = Machine::bare();
    let added = machine.one("route add get /v1/clusters/{id}/ --scope read --host API.example.com");
    assert_eq!(
        added,
        json!({"id": 1, "host": "api.example.com", "method": "GET", "path": "/v1/clusters/{id}", "scope": "read",
               "source": "hand"})
    );
    machine.one("route add ANY /{rest*} --any-token");
    assert_eq!(listed(&machine), ["ANY /{rest*} -", "GET /v1/clusters/{id} read"]);
    assert!(machine.text("route list").contains("(any token)"));
    assert_eq!(machine.json("route remove 1 1 2").len(), 2);
    assert_eq!(listed(&machine), [""; 0]);
}

#[test]
fn a_route_is_changed_in_its_place_and_what_is_not_given_stays() {
    let machine = Machine::bare();
    machine.one("route add GET /v1/clusters/{id} --scope read --host api.example.com");
    machine.one("route add GET /v1/jobs --scope read --host api.example.com");
    let edit = |options: &str| machine.one(&format!("route edit 1 {options}"));
    let route = json!({"id": 1, "host": "api.example.com", "method": "GET", "path": "/v1/clusters/{id}",
                       "scope": "read", "source": "hand"});
    let with = |field: &str, value: Value| {
        let mut route = route.clone();
        route[field] = value;
        route
    };
    assert_eq!(edit("--scope write"), with("scope", json!("write")));
    assert_eq!(edit("--any-token"), with("scope", json!(null)));
    assert_eq!(edit("--method post --scope read"), with("method", json!("POST")));
    assert_eq!(edit("--method GET --host="), with("host", json!(null)));
    assert_eq!(edit("--host api.example.com --path /v1/clusters"), with("path", json!("/v1/clusters")));
    let before = machine.content();
    for (line, code) in [
        ("1 --path /v1/jobs", "taken"),
        ("1 --scope nope", "unknown_scope"),
        ("7 --scope read", "not_found"),
        ("1", "required"),
        ("1 --scope read --any-token", "usage"),
    ] {
        let answer = machine.run(format!("route edit {line} --json").split(' '));
        assert_eq!((answer.code, answer.error().as_str()), (2, code), "{line}");
    }
    assert_eq!(machine.content(), before);
    assert_eq!(machine.json("audit list --what route_changed").len(), 2);
}

#[test]
fn all_that_is_wrong_with_a_route_is_said_at_once() {
    let machine = Machine::bare();
    let refused = |line: &str| -> Vec<(String, String)> {
        let answer = machine.run(format!("{line} --json").split(' '));
        assert_eq!(answer.code, 2, "{line}");
        let told = answer.err.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let field = |error: &Value| {
            (text(&error["error"]["code"]).to_owned(), text(&error["error"]["field"]).to_owned())
        };
        told.filter(|line| line["error"].is_object()).map(|line| field(&line)).collect()
    };
    let pair = |code: &str, field: &str| (code.to_owned(), field.to_owned());
    assert_eq!(
        refused("route add G/T /a//b --scope nope --host a/b"),
        [
            pair("bad_host", "host"),
            pair("bad_method", "method"),
            pair("bad_path", "path"),
            pair("unknown_scope", "scope")
        ]
    );
    machine.one("route add GET /a/{id} --scope read");
    assert_eq!(refused("route add GET /a/{name} --any-token"), [pair("taken", "path")]);
    assert_eq!(refused("route remove 7"), [pair("not_found", "id")]);
    assert_eq!(machine.run(["route", "add", "GET", "/a"]).code, 2, "a scope, or --any-token");
}

#[test]
fn what_becomes_of_unmatched_requests_can_be_chosen() {
    let machine = Machine::bare();
    assert_eq!(machine.one("route unmatched"), json!({"unmatched": "refuse"}));
    assert_eq!(machine.one("route unmatched pass"), json!({"unmatched": "pass"}));
    assert_eq!(machine.one("route unmatched"), json!({"unmatched": "pass"}));
}

#[test]
fn a_document_is_looked_at_imported_and_replaced_by_its_next_version() {
    let machine = Machine::bare();
    pets(&machine, PETS);
    let looked = machine.json("scope import pets.yaml --dry-run");
    assert!(looked.iter().all(|change| change["done"] == false));
    assert_eq!(listed(&machine), [""; 0]);
    let done = machine.json("scope import pets.yaml");
    assert_eq!(told(&done), told(&looked));
    assert_eq!(
        told(&done),
        [
            "added pets:read",
            "added pets:write",
            "added GET /v1/pets",
            "added POST /v1/pets",
            "added GET /v1/pets/{id}"
        ]
    );
    assert_eq!(
        listed(&machine),
        ["GET /v1/pets pets:read", "POST /v1/pets pets:write", "GET /v1/pets/{id} pets:read"]
    );
    let scopes = machine.json("scope list");
    let read = scopes.iter().find(|scope| scope["name"] == "pets:read").expect("the scope");
    assert_eq!((&read["group"], &read["description"]), (&json!("Pet Store"), &json!("Look at pets")));

    machine.one("route add GET /v1/pets/mine --scope read");
    pets(
        &machine,
        &PETS.replace("    post: {tags: [Pets], security: [{o: [\"pets:read\", \"pets:write\"]}]}\n", ""),
    );
    let next = machine.json("scope import pets.yaml");
    assert_eq!(told(&next), ["retired pets:write", "removed POST /v1/pets"]);
    assert!(listed(&machine).contains(&"GET /v1/pets/mine read".to_owned()), "what a hand wrote stays");

    let by_access = machine.json("scope import pets.yaml --by access --source pets-by-access --base /v2");
    assert_eq!(told(&by_access), ["added GET /v2/pets", "added GET /v2/pets/{id}"]);
    assert!(machine.text("scope import pets.yaml --by access --source pets-by-access --base /v2").is_empty());
}

#[test]
fn what_was_read_with_a_choice_is_said() {
    let machine = Machine::bare();
    pets(&machine, PETS);
    let answer = machine.run(["scope", "import", "pets.yaml"]);
    assert_eq!(answer.code, 0);
    for said in [
        "paths./pets.post names several scopes (pets:read, pets:write); pets:write is taken.",
        "paths./a?b.get is left out: Leave out the query",
        "\"Pet Store\" is imported.",
    ] {
        assert!(answer.err.contains(said), "{said}: {}", answer.err);
    }
    assert!(answer.out.contains("added  route  GET /v1/pets/{id} → pets:read"), "{}", answer.out);
}

#[test]
fn a_document_that_is_none_is_refused_with_its_place() {
    let machine = Machine::bare();
    for (document, code, place) in [
        ("openapi: 3.0.0\npaths:\n  /a: 7", "document_unreadable", "line 3"),
        ("title: notes", "not_openapi", "openapi"),
        ("openapi: 3.0.0\npaths: {/a: {$ref: 'other.yaml'}}", "document_invalid", "paths./a"),
        ("openapi: 3.0.0\npaths: {}", "no_routes", "no path"),
    ] {
        pets(&machine, document);
        let answer = machine.run(["scope", "import", "pets.yaml", "--json"]);
        assert_eq!(answer.code, 2, "{document}");
        let error: Value = serde_json::from_str(answer.err.lines().last().expect("a line")).expect("JSON");
        assert_eq!(error["error"]["code"], code, "{document}");
        assert!(text(&error["error"]["message"]).contains(place), "{error}");
    }
    let answer = machine.run(["scope", "import", "missing.yaml", "--json"]);
    assert!(answer.code == 2 && answer.err.contains("file_unreadable"), "{}", answer.err);
    pets(&machine, PETS);
    let answer = machine.run(["scope", "import", "pets.yaml", "--source", "hand", "--json"]);
    assert!(answer.code == 2 && answer.err.contains("\"taken\""), "{}", answer.err);
}

#[test]
fn an_explanation_names_the_rule_that_decides() {
    let machine = Machine::bare();
    machine.one("token issue --name t --scope read --show-once --allow-ip 10.0.0.0/8 --expires 2099-01-31");
    machine.one("route add GET /v1/{kind} --scope read");
    machine.one("route add POST /v1/{kind} --scope write");
    let explain = |line: &str| machine.one(&format!("token explain 1 {line}"));

    let passes = explain("--path /v1/a?b --address 10.0.0.1");
    assert_eq!((&passes["allowed"], &passes["code"]), (&json!(true), &Value::Null));
    assert_eq!((&passes["scope"], &passes["route"]["path"]), (&json!("read"), &json!("/v1/{kind}")));
    assert_eq!(passes["checks"].as_array().expect("rules").len(), 13);

    for (line, code, status) in [
        ("--path /v1/a", "address_unknown", 403),
        ("--path /v1/a --address 11.0.0.1", "ip_not_allowed", 403),
        ("--path /v1/a --address 10.0.0.1 --method POST", "scope_missing", 403),
        ("--path /v1/a --address 10.0.0.1 --scope admin", "scope_missing", 403),
        ("--path /v2 --address 10.0.0.1", "no_route", 403),
        ("--path /v1/%2e%2e/a --address 10.0.0.1", "path_refused", 400),
        ("--path /v1/a --address 10.0.0.1 --at 2099-02-01T00:00", "expired", 401),
    ] {
        let refused = explain(line);
        assert_eq!((&refused["code"], &refused["status"]), (&json!(code), &json!(status)), "{line}");
    }
    let sheet = machine.text("token explain 1 --path /v1/a --address 11.0.0.1 --method POST");
    assert!(sheet.contains("  REFUSE  The address is not among the allowed ones"), "{sheet}");
    assert!(sheet.contains("  refuse  The scope write is not held"), "{sheet}");
    assert!(sheet.ends_with("It would be refused with 403: ip_not_allowed.\n"), "{sheet}");
}

#[test]
fn an_explanation_of_nothing_is_refused() {
    let machine = Machine::bare();
    let refused = |line: &str| machine.run(line.split(' '));
    assert!(refused("token explain 7 --json").err.contains("not_found"));
    machine.one("token issue --name t --scope read --show-once");
    for line in [
        "token explain 1 --at yesterday",
        "token explain 1 --scope a,b",
        "token explain 1 --address localhost",
    ] {
        assert_eq!(refused(line).code, 2, "{line}");
    }
}

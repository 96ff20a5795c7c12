//! Who does not pass, and what they are told.

use super::{
    Program, Reply, Request, Scene,
    desk::{issue, number},
    with_each_gateway,
};
use crate::machine::Machine;

with_each_gateway!(
    each_refusal_reaches_the_client_with_its_status_and_no_reason,
    a_used_up_limit_is_told_with_the_time_to_come_again,
    a_used_up_quota_is_told_with_the_time_to_come_again,
    a_restricted_model_is_refused_where_none_is_told,
    a_cost_that_the_gateway_tells_is_charged,
    two_keys_are_refused_wherever_they_stand,
    tricks_with_the_path_do_not_pass,
    what_changes_at_the_desk_holds_at_the_gateway,
    routes_decide_which_scope_a_request_needs,
);

fn assert_refused(reply: &Reply, status: u16, about: &str) {
    assert_eq!(reply.status, status, "{about}: {}", reply.body);
    assert!(
        reply.header("content-type").starts_with("application/problem+json"),
        "{about}: {}",
        reply.header("content-type")
    );
    let problem: serde_json::Value =
        serde_json::from_str(&reply.body).unwrap_or_else(|e| panic!("{about}: {e}: {}", reply.body));
    assert_eq!(problem["status"], status, "{about}");
    assert!(
        !reply.headers.keys().any(|name| name.starts_with("x-token") || name.starts_with("x-deny")),
        "{about}"
    );
}

fn each_refusal_reaches_the_client_with_its_status_and_no_reason(program: Program) {
    let machine = Machine::bare();
    let expired = issue(&machine, "expired", "");
    let database = machine.database();
    database
        .execute("UPDATE tokens SET created_ms = 1, expires_ms = 2 WHERE name = 'expired'", [])
        .expect("changed");
    let blocked = issue(&machine, "blocked", "--block-ip 127.0.0.0/8");
    let elsewhere = issue(&machine, "elsewhere", "--allow-ip 203.0.113.0/24");
    let scene = Scene::new(program, &machine);
    let mut tokens = vec![("expire", expired)];
    for (verb, name) in [("revoke", "r"), ("disable", "d"), ("delete", "t")] {
        let key = issue(&machine, name, "");
        let why = if verb == "revoke" { " --reason leak" } else { "" };
        machine.text(&format!("token {verb} {}{why}", number(&machine, name)));
        tokens.push((verb, key));
    }
    std::thread::sleep(std::time::Duration::from_millis(300));
    let mut unauthorized = Vec::new();
    for (name, key) in &tokens {
        let reply = scene.send(&Request::get("/").key(key));
        assert_refused(&reply, 401, name);
        unauthorized.push((reply.header("www-authenticate").to_owned(), reply.body));
    }
    let unknown = scene.send(&Request::get("/").key(&format!("sk-{}", "x".repeat(48))));
    assert_refused(&unknown, 401, "unknown");
    assert_eq!(unknown.header("www-authenticate"), "Bearer realm=\"api\", error=\"invalid_token\"");
    for seen in unauthorized {
        assert_eq!(seen, (unknown.header("www-authenticate").to_owned(), unknown.body.clone()));
    }
    let none = scene.send(&Request::get("/"));
    assert_refused(&none, 401, "none");
    assert_eq!(none.header("www-authenticate"), "Bearer realm=\"api\"");
    for (name, key) in [("blocked", blocked), ("elsewhere", elsewhere)] {
        let reply = scene.send(&Request::get("/").key(&key));
        assert_refused(&reply, 403, name);
        assert!(!reply.body.contains("127.") && !reply.body.contains("203."), "{}", reply.body);
    }
    assert_eq!(scene.backend.reached(), 0);
}

fn a_used_up_limit_is_told_with_the_time_to_come_again(program: Program) {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "--request-limit 3/day");
    let scene = Scene::new(program, &machine);
    for left in [2, 1, 0] {
        let reply = scene.send(&Request::get("/").key(&key));
        assert_eq!(reply.status, 200);
        if !program.tells_limits() {
            continue;
        }
        let told = reply.header("ratelimit");
        assert!(told.starts_with(&format!("\"daily\";r={left};t=")), "{told}");
        assert_eq!(reply.header("ratelimit-policy"), "\"daily\";q=3;w=86400");
    }
    let reply = scene.send(&Request::get("/").key(&key));
    assert_refused(&reply, 429, "used up");
    let after: u32 = reply.header("retry-after").parse().expect("seconds");
    assert!((1..=86_400).contains(&after), "{after}");
    assert!(reply.header("ratelimit").starts_with("\"daily\";r=0;t="), "{}", reply.header("ratelimit"));
    assert_eq!(scene.backend.reached(), 3);
}

fn a_used_up_quota_is_told_with_the_time_to_come_again(program: Program) {
    let machine = Machine::bare();
    let today = issue(&machine, "today", "--daily-quota 0");
    let never = issue(&machine, "never", "--quota 0");
    let left = issue(&machine, "left", "--quota 1");
    let scene = Scene::new(program, &machine);
    for key in [today, never] {
        let reply = scene.send(&Request::get("/").key(&key));
        assert_refused(&reply, 429, "no quota left");
        assert!(!reply.body.contains("quota"), "{}", reply.body);
    }
    assert_eq!(scene.backend.reached(), 0);
    for _ in 0..2 {
        assert_eq!(scene.send(&Request::get("/").key(&left)).status, 200, "it costs nothing");
    }
}

fn a_restricted_model_is_refused_where_none_is_told(program: Program) {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "--models gpt-4o");
    let scene = Scene::new(program, &machine);
    assert_refused(&scene.send(&Request::get("/").key(&key)), 403, "no model");
    let made_up = scene.send(&Request::get("/").key(&key).header("X-Request-Model", "gpt-4o"));
    assert_refused(&made_up, 403, "a model that the client names");
    assert_eq!(scene.backend.reached(), 0);
}

/// What an administrator adds for each gateway.
fn telling(program: Program, config: &str) -> String {
    match program {
        Program::Nginx => config
            .replace("X-Request-Cost \"\"", "X-Request-Cost \"5\"")
            .replace("X-Request-Model \"\"", "X-Request-Model \"gpt-4o\""),
        Program::Caddy => config
            .replace("header_up -X-Request-Cost", "header_up X-Request-Cost 5")
            .replace("header_up -X-Request-Model", "header_up X-Request-Model gpt-4o"),
        Program::Traefik => config
            .replacen("X-Request-Cost: \"\"", "X-Request-Cost: \"5\"", 1)
            .replacen("X-Request-Model: \"\"", "X-Request-Model: \"gpt-4o\"", 1),
        Program::Haproxy => config.replace(
            "local headers = {",
            "local headers = { [\"x-request-cost\"] = { \"5\" }, [\"x-request-model\"] = { \"gpt-4o\" },",
        ),
        Program::Envoy => config.replace(
            "headers_to_add:",
            "headers_to_add:
                            - { key: x-request-cost, value: \"5\" }
                            - { key: x-request-model, value: gpt-4o }",
        ),
        Program::EnvoyGrpc => config.replace(
            "route: { cluster: service, timeout: 60s }",
            "route: { cluster: service, timeout: 60s }
                          typed_per_filter_config:
                            envoy.filters.http.ext_authz:
                              \"@type\": type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute
                              check_settings:
                                context_extensions: { x-request-cost: \"5\", x-request-model: gpt-4o }",
        ),
    }
}

fn a_cost_that_the_gateway_tells_is_charged(program: Program) {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "--quota 10 --models gpt-4o");
    let serve =
        ["--listen", "127.0.0.1:0", "--cost-header", "X-Request-Cost", "--model-header", "X-Request-Model"];
    let scene = Scene::with(program, &machine, &serve, &[], |config| telling(program, &config));
    // What a client makes up changes nothing.
    let request = || {
        let request = Request::get("/").key(&key);
        request.header("X-Request-Cost", "0").header("X-Request-Model", "gpt-4")
    };
    assert_eq!(scene.send(&request()).status, 200);
    assert_eq!(machine.one("token show 1")["spent"], 5);
    assert_eq!(scene.send(&request()).status, 200);
    assert_refused(&scene.send(&request()), 429, "the quota is used up");
    assert_eq!(machine.one("token show 1")["spent"], 10);
    assert_eq!(scene.backend.reached(), 2);
}

fn two_keys_are_refused_wherever_they_stand(program: Program) {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "");
    let other = issue(&machine, "other", "");
    let scene = Scene::new(program, &machine);
    for request in [
        Request::get("/").key(&key).key(&key),
        Request::get("/").key(&key).key(&other),
        Request::get("/").key(&key).header("X-Api-Key", &key),
        Request::get("/").header("X-Api-Key", &key).header("X-Api-Key", &other),
        Request::get("/").header("X-Api-Key", &key).header("Api-Key", &other),
    ] {
        let reply = scene.send(&request);
        assert_eq!(reply.status, 400, "{}", reply.body);
    }
    assert_eq!(scene.backend.reached(), 0);
}

fn tricks_with_the_path_do_not_pass(program: Program) {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "");
    let scene = Scene::new(program, &machine);
    // Envoy takes some of them apart before anybody sees them: then the service must see the plain path, too.
    for (target, plain) in [
        ("/a/../b", "/b"),
        ("/a/%2e%2e/b", "/b"),
        ("/a/%2E%2E%2Fb", ""),
        ("/a/..;/b", "/b"),
        ("/./a", "/a"),
        ("/a//b", "/a/b"),
        ("//a", "/a"),
        ("/a%2Fb", ""),
        ("/a%2fb", ""),
        ("/a%5Cb", ""),
        ("/a\\b", "/a/b"),
        ("/a%00b", ""),
    ] {
        let reply = scene.send(&Request::get(target).key(&key));
        if reply.status == 200 {
            assert_eq!(reply.reached()["target"], plain, "{target}");
        } else {
            assert_eq!(reply.status, 400, "{target}: {}", reply.body);
        }
    }
}

fn what_changes_at_the_desk_holds_at_the_gateway(program: Program) {
    let machine = Machine::bare();
    issue(&machine, "first", "");
    let scene = Scene::new(program, &machine);
    let key = issue(&machine, "new", "");
    let id = number(&machine, "new");
    let follow = || std::thread::sleep(std::time::Duration::from_millis(300));
    follow();
    assert_eq!(scene.send(&Request::get("/").key(&key)).status, 200);
    machine.text(&format!("token disable {id}"));
    follow();
    assert_eq!(scene.send(&Request::get("/").key(&key)).status, 401);
    machine.text(&format!("token enable {id}"));
    follow();
    assert_eq!(scene.send(&Request::get("/").key(&key)).status, 200);
}

fn routes_decide_which_scope_a_request_needs(program: Program) {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "");
    machine.text("route add GET /v1/things --scope read");
    machine.text("route add GET /v1/admin --scope admin");
    let scene = Scene::new(program, &machine);
    assert_eq!(scene.send(&Request::get("/v1/things?a=b").key(&key)).status, 200);
    let missing = scene.send(&Request::get("/v1/admin").key(&key));
    assert_refused(&missing, 403, "scope");
    let challenge = "Bearer realm=\"api\", error=\"insufficient_scope\", scope=\"admin\"";
    assert_eq!(missing.header("www-authenticate"), challenge);
    for (method, target) in [("GET", "/elsewhere"), ("POST", "/v1/things"), ("GET", "/v1/things/x")] {
        assert_refused(&scene.send(&Request::new(method, target).key(&key)), 403, target);
    }
    // What a client says about itself changes nothing.
    for name in ["X-Forwarded-Uri", "X-Original-Uri", "X-Rewrite-Url", "X-Envoy-Original-Path"] {
        let forged = Request::get("/v1/admin").key(&key).header(name, "/v1/things");
        assert_eq!(scene.send(&forged).status, 403, "{name}");
    }
    let forged = Request::new("POST", "/v1/things").key(&key).header("X-Forwarded-Method", "GET");
    assert_eq!(scene.send(&forged).status, 403);
    assert_eq!(scene.backend.reached(), 1);
}

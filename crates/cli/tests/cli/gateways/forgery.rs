//! Headers that a client makes up.

use super::{Program, Request, Scene, desk::issue, with_each_gateway};
use crate::machine::Machine;

with_each_gateway!(
    a_made_up_address_is_not_believed,
    a_made_up_scheme_does_not_reach_the_service,
    a_made_up_path_or_method_is_not_believed,
    a_made_up_token_does_not_reach_the_service,
    a_made_up_origin_does_not_reach_the_service,
    another_method_or_path_beside_the_judged_one_does_not_reach_the_service,
    a_made_up_request_id_charges_each_request,
    a_made_up_scope_is_not_believed,
);

fn a_made_up_address_is_not_believed(program: Program) {
    let machine = Machine::bare();
    let elsewhere = issue(&machine, "elsewhere", "--allow-ip 203.0.113.0/24");
    let here = issue(&machine, "here", "--allow-ip 127.0.0.0/8 --block-ip 203.0.113.0/24");
    let scene = Scene::new(program, &machine);
    for name in [
        "X-Forwarded-For",
        "X_Forwarded_For",
        "X-Real-IP",
        "Forwarded",
        "X-Verify-Peer",
        "X-Client-IP",
        "X-Envoy-External-Address",
    ] {
        for value in ["203.0.113.7", "203.0.113.7, 203.0.113.8", "for=203.0.113.7"] {
            let reply = scene.send(&Request::get("/").key(&elsewhere).header(name, value));
            assert!([400, 403].contains(&reply.status), "{name}: {value}: {}", reply.status);
            let reply = scene.send(&Request::get("/").key(&here).header(name, value));
            assert_eq!(reply.status, 200, "{name}: {value}: {}", reply.body);
        }
    }
}

fn a_made_up_scheme_does_not_reach_the_service(program: Program) {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "");
    let scene = Scene::new(program, &machine);
    let reached = scene.send(&Request::get("/").key(&key).header("X-Forwarded-Proto", "https")).reached();
    assert_eq!(reached["headers"]["x-forwarded-proto"], "http");
}

fn a_made_up_path_or_method_is_not_believed(program: Program) {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "");
    let scene = Scene::new(program, &machine);
    for (name, value) in [
        ("X-Forwarded-Uri", "/a/../b"),
        ("X_Forwarded_Uri", "/a/../b"),
        ("X-Original-URL", "/a/../b"),
        ("X-Forwarded-Method", "BREW"),
        ("X-Forwarded-Host", "evil.example"),
        ("X-HTTP-Method-Override", "DELETE"),
    ] {
        let reply = scene.send(&Request::get("/plain").key(&key).header(name, value));
        // Taken for the path it would be refused.
        assert_eq!(reply.status, 200, "{name}: {}", reply.body);
        let reply = scene.send(&Request::get("/a%2Fb").key(&key).header(name, "/plain"));
        assert_eq!(reply.status, 400, "{name}: {}", reply.body);
    }
}

fn a_made_up_token_does_not_reach_the_service(program: Program) {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "");
    let scene = Scene::new(program, &machine);
    let request = Request::get("/").key(&key);
    let request = request.header("X-Token-Id", "forged").header("X-Token-Name", "forged");
    // Not among what the verifier says: nobody may put it in its place.
    let request = request.header("X-Token-Group", "forged");
    // Many services read these as the same names.
    let request = ["X_Token_Id", "X-Token_Name", "X_Token-Scopes", "X_Token_Group"]
        .into_iter()
        .fold(request, |request, name| request.header(name, "forged"));
    let reached =
        scene.send(&request.header("X-Token-Scopes", "forged").header("X-Token-Id", "forged")).reached();
    assert_eq!(reached["headers"]["x-token-id"], "1");
    assert_eq!(reached["headers"]["x-token-name"], "ci");
    assert_eq!(reached["headers"]["x-token-scopes"], "read");
    assert!(!reached.to_string().contains("forged"), "{reached}");
}

/// Services write addresses into their logs and hosts into their links by what these say.
fn a_made_up_origin_does_not_reach_the_service(program: Program) {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "");
    let scene = Scene::new(program, &machine);
    for name in ["Forwarded", "X-Forwarded-Host", "X-Real-IP"] {
        let reached = scene.send(&Request::get("/").key(&key).header(name, "forged.example")).reached();
        assert!(!reached.to_string().contains("forged.example"), "{name}: {reached}");
    }
}

/// Some services take these for the method and the path: then another scope would have been needed.
fn another_method_or_path_beside_the_judged_one_does_not_reach_the_service(program: Program) {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "");
    let scene = Scene::new(program, &machine);
    for name in [
        "X-HTTP-Method-Override",
        "X-HTTP-Method",
        "X-Method-Override",
        "X-Original-URL",
        "X-Rewrite-URL",
        "X-Forwarded-Prefix",
        "X-Forwarded-Uri",
        "X-Forwarded-Method",
    ] {
        let reached = scene.send(&Request::get("/plain").key(&key).header(name, "/forged")).reached();
        assert!(!reached.to_string().contains("forged"), "{name}: {reached}");
    }
}

fn a_made_up_request_id_charges_each_request(program: Program) {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "--request-limit 2/day");
    let scene = Scene::new(program, &machine);
    let statuses: Vec<_> = (0..3)
        .map(|_| scene.send(&Request::get("/").key(&key).header("X-Request-Id", "same")).status)
        .collect();
    assert_eq!(statuses, [200, 200, 429]);
}

fn a_made_up_scope_is_not_believed(program: Program) {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "");
    let serve = ["--listen", "127.0.0.1:0", "--scope-header", "X-Required-Scope"];
    let scene = Scene::with(program, &machine, &serve, &[], |text| text);
    // Were it read, it would be refused: the token does not hold it.
    let reply = scene.send(&Request::get("/").key(&key).header("X-Required-Scope", "admin"));
    assert_eq!(reply.status, 200, "{}", reply.body);
}

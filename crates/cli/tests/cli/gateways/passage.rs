//! What passes, and what of it reaches the service.

use std::net::TcpStream;

use tungstenite::{HandshakeError, Message, WebSocket, client::IntoClientRequest};

use super::{Program, Request, Scene, desk::issue, with_each_gateway};
use crate::machine::Machine;

with_each_gateway!(
    an_allowed_request_reaches_the_service_without_its_key,
    a_key_is_taken_from_each_of_its_places,
    a_body_passes_whole,
    large_headers_pass,
    a_websocket_opens_and_echoes,
    a_secret_and_a_socket_do_instead_of_a_port,
);

fn an_allowed_request_reaches_the_service_without_its_key(program: Program) {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "");
    let scene = Scene::new(program, &machine);
    let reached = scene.send(&Request::get("/v1/things?a=b%20c").key(&key)).reached();
    assert_eq!((&reached["method"], &reached["target"]), (&"GET".into(), &"/v1/things?a=b%20c".into()));
    let headers = &reached["headers"];
    assert_eq!(headers["x-token-id"], "1");
    assert_eq!(headers["x-token-name"], "ci");
    assert_eq!(headers["x-token-scopes"], "read");
    assert_eq!(headers["authorization"], serde_json::Value::Null);
    assert!(!reached.to_string().contains(&key));
    assert!(scene.verifier.stop().contains("\"stopped\""));
}

fn a_key_is_taken_from_each_of_its_places(program: Program) {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "");
    let scene = Scene::new(program, &machine);
    for name in ["X-Api-Key", "Api-Key", "X-Goog-Api-Key", "PRIVATE-TOKEN"] {
        let reached = scene.send(&Request::get("/").header(name, &key)).reached();
        assert!(!reached.to_string().contains(&key), "{name}: {reached}");
    }
    for scheme in ["bearer", "token", "ApiKey"] {
        let line = format!("{scheme} {key}");
        scene.send(&Request::get("/").header("Authorization", &line)).reached();
    }
}

fn a_body_passes_whole(program: Program) {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "");
    let scene = Scene::new(program, &machine);
    let body = "0123456789".repeat(50_000);
    for method in ["POST", "PUT", "PATCH"] {
        let reached = scene.send(&Request::new(method, "/upload").key(&key).body(&body)).reached();
        assert_eq!(reached["method"], method);
        assert_eq!(reached["body"].as_str().map(str::len), Some(body.len()));
    }
    let refused = scene.send(&Request::new("POST", "/upload").key("sk-wrong").body("abc"));
    assert_eq!(refused.status, 401);
}

fn large_headers_pass(program: Program) {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "");
    let scene = Scene::new(program, &machine);
    let cookie = format!("session={}", "x".repeat(12 * 1024));
    let reached = scene.send(&Request::get("/").key(&key).header("Cookie", &cookie)).reached();
    assert_eq!(reached["headers"]["cookie"], cookie);
    // Far more than any of them takes: refused by whoever reads it first, and never passed.
    let huge = "x".repeat(if program == Program::Traefik { 1280 * 1024 } else { 512 * 1024 });
    let refused = scene.send(&Request::get("/").key(&key).header("Cookie", &huge));
    assert!((400..500).contains(&refused.status), "{}", refused.status);
    assert_eq!(scene.backend.reached(), 1);
}

fn a_websocket_opens_and_echoes(program: Program) {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "");
    let scene = Scene::new(program, &machine);
    let mut socket = open(&scene, Some(&key)).expect("it opens");
    for text in ["one", "two"] {
        socket.send(Message::text(text)).expect("sent");
        assert_eq!(socket.read().expect("an echo").into_text().expect("text"), text);
    }
    assert_eq!(open(&scene, None).err(), Some(401));
}

/// Opens a WebSocket, or tells the status of the refusal.
fn open(scene: &Scene, key: Option<&str>) -> Result<WebSocket<TcpStream>, u16> {
    let address = scene.gateway.address;
    let mut request = format!("ws://{address}/socket").into_client_request().expect("a request");
    if let Some(key) = key {
        let value = format!("Bearer {key}").parse().expect("a value");
        request.headers_mut().insert("authorization", value);
    }
    match tungstenite::client(request, TcpStream::connect(address).expect("a connection")) {
        Ok((socket, _)) => Ok(socket),
        Err(HandshakeError::Failure(tungstenite::Error::Http(refused))) => Err(refused.status().as_u16()),
        Err(error) => panic!("{error}"),
    }
}

fn a_secret_and_a_socket_do_instead_of_a_port(program: Program) {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "");
    let secret = |name: &str, text: &str| {
        use std::os::unix::fs::PermissionsExt;
        let path = machine.path(name);
        std::fs::write(&path, text).expect("written");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("a mode");
        path.to_string_lossy().into_owned()
    };
    let right = secret("right", "0123456789-abcdefghij_ABCDEFGHIJ\n");
    let wrong = secret("wrong", "9876543210-abcdefghij_ABCDEFGHIJ\n");
    let socket = format!("unix:{}", machine.path("v.sock").display());
    // Traefik takes URLs only.
    let place = if program == Program::Traefik { "127.0.0.1:0".to_owned() } else { socket };
    let serve = ["--listen", place.as_str(), "--gateway-secret-file", &right];
    let scene = Scene::with(program, &machine, &serve, &["--gateway-secret-file", &right], |text| text);
    scene.send(&Request::get("/").key(&key)).reached();
    let options = ["--verifier", scene.verifier.place.as_str(), "--gateway-secret-file", &wrong];
    let stranger = program.start(&machine, scene.backend.address, &options, |text| text);
    let refused = Request::get("/").key(&key).send(stranger.address);
    assert!([403, 503].contains(&refused.status), "{}", refused.status);
    assert_eq!(scene.backend.reached(), 1);
    scene.verifier.wait_for_log("secret is missing or wrong");
}

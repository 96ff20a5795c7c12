//! Clients come over HTTPS: the configuration that is handed out, with its commented lines for it taken in.

use super::{
    Backend, Gateway, Program, Reply, Request, Served,
    desk::issue,
    tls_client::{Certificate, Http},
    until, with_each_gateway,
};
use crate::machine::Machine;

with_each_gateway!(
    over_https_an_allowed_request_reaches_the_service_without_its_key,
    over_https_nobody_passes_without_a_right_key,
    over_https_a_made_up_scheme_or_address_is_not_believed,
    without_tls_nobody_passes_a_gateway_that_speaks_https,
);

const BOTH: [Http; 2] = [Http::One, Http::Two];

struct Scene {
    gateway: Gateway,
    backend: Backend,
    _verifier: Served,
    certificate: Certificate,
}

impl Scene {
    fn new(program: Program, machine: &Machine) -> Self {
        let certificate = Certificate::new();
        let write = |name: &str, text: String| {
            std::fs::write(machine.path(name), text).expect("written");
            machine.path(name).display().to_string()
        };
        let files = [
            ("CERTIFICATE_FILE", write("certificate.pem", certificate.pem())),
            ("KEY_FILE", write("key.pem", certificate.key_pem())),
            ("PEM_FILE", write("both.pem", certificate.pem() + &certificate.key_pem())),
            ("HOST", "api.example.com".to_owned()),
        ];
        let edit = |config: String| {
            let config = with_https(&config);
            files.iter().fold(config, |config, (name, value)| config.replace(name, value))
        };
        let backend = Backend::start();
        let verifier = Served::start(machine, &["--listen", "127.0.0.1:0"]);
        let gateway = program.begin(machine, backend.address, &["--verifier", &verifier.place], edit);
        let scene = Self { gateway, backend, _verifier: verifier, certificate };
        // It may listen before it has read its routes and its certificate.
        let answer = || scene.try_send(Http::One, &Request::get("/"));
        until("it has its routes", || answer().is_some_and(|reply| reply.status != 404));
        scene
    }

    fn send(&self, http: Http, request: &Request) -> Reply {
        let reply = self.certificate.send(self.gateway.address, http, request);
        reply.unwrap_or_else(|error| panic!("{http:?}: {error}"))
    }

    fn try_send(&self, http: Http, request: &Request) -> Option<Reply> {
        self.certificate.send(self.gateway.address, http, request).ok()
    }
}

/// Takes in the lines under each comment that is for HTTPS, as the comment says.
fn with_https(config: &str) -> String {
    let (mut lines, mut are_taken) = (Vec::<String>::new(), false);
    for line in config.lines() {
        if line.trim_start().starts_with("# For HTTPS") {
            are_taken = true;
            if line.contains("in its place") {
                lines.pop();
            }
        } else if are_taken && line.trim_start().starts_with("# ") {
            lines.push(line.replacen("# ", "", 1));
        } else {
            are_taken = false;
            lines.push(line.to_owned());
        }
    }
    lines.join("\n") + "\n"
}

fn over_https_an_allowed_request_reaches_the_service_without_its_key(program: Program) {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "--request-limit 100/day");
    let scene = Scene::new(program, &machine);
    for http in BOTH {
        let reply =
            scene.send(http, &Request::new("POST", "/v1/things?a=b%20c").key(&key).body("what it is"));
        assert_eq!(!reply.header("ratelimit").is_empty(), program.tells_limits(), "{http:?}");
        let reached = reply.reached();
        assert_eq!((&reached["method"], &reached["target"]), (&"POST".into(), &"/v1/things?a=b%20c".into()));
        assert_eq!(
            (&reached["body"], &reached["headers"]["x-token-name"]),
            (&"what it is".into(), &"ci".into())
        );
        assert!(!reached.to_string().contains(&key), "{http:?}: {reached}");
    }
}

fn over_https_nobody_passes_without_a_right_key(program: Program) {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "");
    let elsewhere = issue(&machine, "elsewhere", "--allow-ip 203.0.113.0/24");
    let used_up = issue(&machine, "used-up", "--quota 0");
    let scene = Scene::new(program, &machine);
    for http in BOTH {
        for (request, status) in [
            (Request::get("/"), 401),
            (Request::get("/").key(&format!("sk-{}", "x".repeat(48))), 401),
            (Request::get("/").key(&elsewhere), 403),
            (Request::get("/").key(&used_up), 429),
            (Request::get("/").key(&key).header("X-Api-Key", &key), 400),
            (Request::get("/a%2Fb").key(&key), 400),
        ] {
            let reply = scene.send(http, &request);
            assert_eq!(reply.status, status, "{http:?}: {}", reply.body);
        }
    }
    assert_eq!(scene.backend.reached(), 0);
}

fn over_https_a_made_up_scheme_or_address_is_not_believed(program: Program) {
    let machine = Machine::bare();
    let here = issue(&machine, "here", "--block-ip 203.0.113.0/24");
    let elsewhere = issue(&machine, "elsewhere", "--allow-ip 203.0.113.0/24");
    let scene = Scene::new(program, &machine);
    let forged = |key: &str| {
        Request::get("/")
            .key(key)
            .header("X-Forwarded-Proto", "gopher")
            .header("X-Forwarded-For", "203.0.113.7")
    };
    for http in BOTH {
        assert_eq!(scene.send(http, &forged(&elsewhere)).status, 403, "{http:?}");
        let reached = scene.send(http, &forged(&here)).reached();
        assert_eq!(reached["headers"]["x-forwarded-proto"], "https", "{http:?}");
        assert!(!reached.to_string().contains("gopher"), "{http:?}: {reached}");
    }
}

fn without_tls_nobody_passes_a_gateway_that_speaks_https(program: Program) {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "");
    let scene = Scene::new(program, &machine);
    let mut plain = std::net::TcpStream::connect(scene.gateway.address).expect("it listens");
    let reply = Request::get("/").key(&key).send_over(&mut plain);
    assert!(reply.is_err() || reply.is_ok_and(|reply| reply.status >= 400));
    assert_eq!(scene.backend.reached(), 0);
}

//! The gateways that are known, and what each is handed.

use std::net::{IpAddr, SocketAddr};

use tokendesk_domain::gateway_secret::GatewaySecret;

use crate::{
    place::{HostPort, VerifierPlace},
    template::fill,
};

/// A program that stands in front of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gateway {
    /// nginx with `auth_request`.
    Nginx,
    /// Caddy, 2.11.4 or newer.
    Caddy,
    /// Envoy, asking over HTTP.
    Envoy,
    /// Envoy, asking over gRPC.
    EnvoyGrpc,
    /// `HAProxy`, 2.6 or newer, with Lua.
    Haproxy,
    /// Traefik with `ForwardAuth`.
    Traefik,
}

/// What a configuration is made for.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Where the gateway listens.
    pub listen: SocketAddr,
    /// The service behind it, over plain HTTP.
    pub backend: HostPort,
    /// The verifier.
    pub verifier: VerifierPlace,
    /// What the gateway shows the verifier; `None`: the verifier asks for none.
    pub secret: Option<GatewaySecret>,
}

/// One file of a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name; files that belong together name each other by it.
    pub name: &'static str,
    /// Its whole content. Holds the secret, if there is one.
    pub text: String,
}

impl Gateway {
    /// Every gateway.
    pub const ALL: [Self; 6] =
        [Self::Nginx, Self::Caddy, Self::Envoy, Self::EnvoyGrpc, Self::Haproxy, Self::Traefik];

    /// What it is called on a command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nginx => "nginx",
            Self::Caddy => "caddy",
            Self::Envoy => "envoy",
            Self::EnvoyGrpc => "envoy-grpc",
            Self::Haproxy => "haproxy",
            Self::Traefik => "traefik",
        }
    }

    /// Its files; the first is the one that it is started with.
    pub fn files(self, setup: &Setup) -> Vec<File> {
        let templates: &[(&'static str, &str)] = match self {
            Self::Nginx => &[("tokendesk.conf", include_str!("../templates/nginx.conf"))],
            Self::Caddy => &[("Caddyfile", include_str!("../templates/Caddyfile"))],
            Self::Envoy => &[("envoy.yaml", include_str!("../templates/envoy.yaml"))],
            Self::EnvoyGrpc => &[("envoy.yaml", include_str!("../templates/envoy-grpc.yaml"))],
            Self::Haproxy => &[
                ("haproxy.cfg", include_str!("../templates/haproxy.cfg")),
                ("tokendesk.lua", include_str!("../templates/tokendesk.lua")),
            ],
            Self::Traefik => &[
                ("traefik.yaml", include_str!("../templates/traefik.yaml")),
                ("tokendesk.yaml", include_str!("../templates/traefik-dynamic.yaml")),
            ],
        };
        templates.iter().map(|(name, template)| File { name, text: filled(template, setup) }).collect()
    }

    /// Whether it can ask a verifier that listens there.
    pub const fn reaches(self, verifier: &VerifierPlace) -> bool {
        // Traefik's ForwardAuth takes URLs only.
        !matches!((self, verifier), (Self::Traefik, VerifierPlace::Unix(_)))
    }
}

/// A template with everything of `setup` in its place.
fn filled(template: &str, setup: &Setup) -> String {
    let listen_port = setup.listen.port().to_string();
    let listen_ip = setup.listen.ip().to_string();
    let backend_port = setup.backend.port().to_string();
    let backend_discovery = discovery(&setup.backend);
    let (tcp, unix) = match &setup.verifier {
        VerifierPlace::Tcp(address) => (Some(*address), None),
        VerifierPlace::Unix(path) => (None, Some(path.to_string_lossy())),
    };
    let verifier = tcp.map(|address| address.to_string());
    let verifier_ip = tcp.map(|address| address.ip().to_string());
    let verifier_port = tcp.map(|address| address.port().to_string());
    fill(
        template,
        &[
            ("listen", Some(&setup.listen.to_string())),
            ("listen_ip", Some(&listen_ip)),
            ("listen_port", Some(&listen_port)),
            ("backend", Some(&setup.backend.to_string())),
            ("backend_host", Some(setup.backend.bare_host())),
            ("backend_port", Some(&backend_port)),
            ("backend_discovery", Some(backend_discovery)),
            ("verifier", verifier.as_deref()),
            ("verifier_ip", verifier_ip.as_deref()),
            ("verifier_port", verifier_port.as_deref()),
            ("verifier_socket", unix.as_deref()),
            ("secret", setup.secret.as_ref().map(GatewaySecret::expose)),
        ],
    )
}

/// How Envoy finds a backend: an address needs no name service.
fn discovery(backend: &HostPort) -> &'static str {
    if backend.bare_host().parse::<IpAddr>().is_ok() { "STATIC" } else { "STRICT_DNS" }
}

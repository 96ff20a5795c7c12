//! The real gateways in front of a real service, each with the configuration that it is handed.
//!
//! The programs are needed (`cargo xtask test` installs them); without them the tests fail.

mod backend;
mod client;
mod desk;
mod faults;
mod forgery;
mod https;
mod nginx_files;
mod passage;
mod probe;
mod process;
mod program;
mod refusals;
mod tls_client;
mod verifier;

use self::{
    backend::Backend,
    program::{Gateway, Program},
};
pub(crate) use self::{
    client::{Reply, Request},
    desk::{issue, number},
    verifier::{Served, until, verify_key},
};
use crate::machine::Machine;

/// A service behind a gateway behind a verifier.
pub(crate) struct Scene {
    gateway: Gateway,
    backend: Backend,
    verifier: Served,
}

impl Scene {
    fn new(program: Program, machine: &Machine) -> Self {
        Self::with(program, machine, &["--listen", "127.0.0.1:0"], &[], |text| text)
    }

    fn with(
        program: Program,
        machine: &Machine,
        serve: &[&str],
        config: &[&str],
        edit: impl Fn(String) -> String,
    ) -> Self {
        let backend = Backend::start();
        let verifier = Served::start(machine, serve);
        let options: Vec<_> =
            ["--verifier", &verifier.place].into_iter().chain(config.iter().copied()).collect();
        let gateway = program.start(machine, backend.address, &options, edit);
        Self { gateway, backend, verifier }
    }

    fn send(&self, request: &Request) -> Reply {
        request.send(self.gateway.address)
    }
}

/// Each story with each gateway.
macro_rules! with_each_gateway {
    ($($story:ident),* $(,)?) => {
        with_each_gateway!(@ nginx Nginx [$($story),*]);
        with_each_gateway!(@ caddy Caddy [$($story),*]);
        with_each_gateway!(@ haproxy Haproxy [$($story),*]);
        with_each_gateway!(@ envoy Envoy [$($story),*]);
        with_each_gateway!(@ envoy_grpc EnvoyGrpc [$($story),*]);
        with_each_gateway!(@ traefik Traefik [$($story),*]);
    };
    (@ $name:ident $program:ident [$($story:ident),*]) => {
        mod $name {
            $(#[test]
            fn $story() {
                super::$story(crate::gateways::Program::$program);
            })*
        }
    };
}
use with_each_gateway;

//! `tokendesk gateway …`

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Subcommand, ValueEnum, builder::PossibleValue};
use tokendesk_gateway_config::{Gateway, HostPort, VerifierPlace};

/// What is done for gateways.
#[derive(Debug, Subcommand)]
pub(crate) enum GatewayVerb {
    /// Print or save a complete configuration that asks the verifier about every request
    Config(ConfigArgs),
    /// Send real requests through a running gateway, and say what is wrong. Issues a token for it and deletes it again
    Test(TestArgs),
}

#[derive(Args, Debug)]
pub(crate) struct ConfigArgs {
    /// The gateway
    pub(crate) name: KnownGateway,

    /// The service behind it, over plain HTTP
    #[arg(long, value_name = "HOST:PORT")]
    pub(crate) backend: HostPort,

    /// Where the gateway listens
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,

    /// Where the verifier listens, as seen from the gateway: ADDRESS:PORT, or unix: and the path of a socket
    #[arg(long, value_name = "PLACE", default_value = "127.0.0.1:9180")]
    pub(crate) verifier: VerifierPlace,

    /// The file with the secret that the verifier was started with; the configuration holds it then
    #[arg(long, value_name = "FILE")]
    pub(crate) gateway_secret_file: Option<PathBuf>,

    /// Save the files in this folder instead of printing them
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct TestArgs {
    /// Where the gateway is reached, over plain HTTP
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:8080")]
    pub(crate) gateway: HostPort,

    /// What is asked for, by GET
    #[arg(long, value_name = "PATH", default_value = "/")]
    pub(crate) path: String,

    /// The service behind it. Where nobody listens there on this machine, the test stands in for it and looks at
    /// what arrives
    #[arg(long, value_name = "HOST:PORT")]
    pub(crate) backend: Option<HostPort>,
}

/// A gateway as it is typed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KnownGateway(pub(crate) Gateway);

impl ValueEnum for KnownGateway {
    fn value_variants<'a>() -> &'a [Self] {
        const {
            &[
                Self(Gateway::Nginx),
                Self(Gateway::Caddy),
                Self(Gateway::Envoy),
                Self(Gateway::EnvoyGrpc),
                Self(Gateway::Haproxy),
                Self(Gateway::Traefik),
            ]
        }
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.0.name()))
    }
}

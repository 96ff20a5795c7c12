//! Complete configurations for gateways in front of any HTTP service: nginx, Caddy, Envoy, `HAProxy`, Traefik.
//!
//! Each of them lets a request through only after the verifier said yes, and none when the verifier is down, slow
//! or wrong. Each overwrites what the verifier takes from it (address, method, path, request id), takes the key
//! off the request, and replaces the `X-Token-…` headers that a client may have forged. Pure: text from a
//! [`Setup`]; nothing is written, started or asked.

mod gateway;
mod place;
mod template;

pub use self::{
    gateway::{File, Gateway, Setup},
    place::{HostPort, PlaceProblem, VerifierPlace},
};

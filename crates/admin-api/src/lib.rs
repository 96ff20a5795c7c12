//! The desk over HTTP, for scripts.
//!
//! Three faces over the same use cases: our own (`/v1/admin/…`), the one of the manual (`POST /v1/tokens`) and
//! new-api's (`/api/token/…`), each with its own shapes. Who asks shows an admin key. Knows no rule of its own.

mod admin;
mod api;
mod body;
mod caller;
mod given;
mod newapi;
mod refusal;
mod server;
mod strict;
mod throttle;
mod tls;
mod unix_seconds;

pub use self::{
    api::{AdminApi, AdminApiOptions},
    server::{AdminServer, NotListening},
    tls::{Tls, TlsProblem},
};

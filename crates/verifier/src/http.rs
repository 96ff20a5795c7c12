//! The verifier over HTTP: one endpoint for each gateway's dialect, JSON for programs, health and metrics.
//!
//! Who calls is checked first, what is asked is read from the headers of the dialect, the decision is
//! [`crate::Verifier`]'s. Knows no rule of its own.

mod answer;
mod asked;
mod caller;
mod consume;
mod cost;
mod decisions;
mod front;
mod grpc;
mod introspect;
mod key_place;
mod latency;
mod listen;
mod meter;
mod metrics;
mod programs;
mod room;
mod server;
mod told;
mod trust;

pub use self::{
    asked::{Asked, Unclear},
    front::FrontOptions,
    key_place::{KeyPlace, KeyPlaces, NoKeyPlace},
    listen::{Listen, ListenError, NoListen},
    server::Server,
    told::{TellingHeaders, Told},
    trust::{Everyone, SECRET_HEADER, Trust},
};

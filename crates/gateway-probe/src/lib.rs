//! Sends real requests through a gateway, and says step by step what is wrong with it and with what stands behind it.
//!
//! [`Probe`] sends, [`judge`] looks at what came back and knows no network. Where nobody listens at the backend's
//! address on this machine, the probe stands in for it, and sees what the gateway lets through. Over plain HTTP.

mod client;
pub mod judge;
mod probe;
mod seen;
mod stand_in;

pub use self::{
    judge::{Finding, Mistake, Skip},
    probe::{Keys, Probe, Step, Target},
    seen::{Arrived, Reply, Seen, Unreached},
};

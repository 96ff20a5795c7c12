//! Benchmarks, each beside its reference in the same run; and data files of any size to run them on.
//!
//! Knows how to ask the product and how to do the same without it; judges by the bounds and changes nothing.
//! Linux only: it looks at a virtual display and into `/proc`.

#![cfg(target_os = "linux")]

mod bare_axum;
mod bare_insert;
mod callers;
mod chart;
mod client;
mod decide;
mod desk;
mod disable;
mod figure;
mod flush;
mod gateways;
mod generate;
mod growth;
mod import;
mod issue;
mod key_file;
mod lag;
mod list;
mod load;
mod memory;
mod names;
mod report;
mod rows;
mod run;
mod scripts;
mod server;
mod slow_flush;
mod spending;
mod start;
mod statistics;
mod token_mix;
mod verifier_growth;
mod verify_http;

pub use bare_axum::bare_axum;
pub use generate::{PASSPHRASE, generate};
pub use run::{Options, run};

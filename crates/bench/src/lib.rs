//! Benchmarks, each beside its reference in the same run; and data files of any size to run them on.
//!
//! Knows how to ask the product and how to do the same without it; judges by the bounds and changes nothing.
//! Linux only: it looks at a virtual display and into `/proc`.

#![cfg(target_os = "linux")]

mod bare_axum;
mod callers;
mod chart;
mod decide;
mod desk;
mod disable;
mod figure;
mod flush;
mod generate;
mod growth;
mod import;
mod issue;
mod key_file;
mod list;
mod load;
mod memory;
mod names;
mod report;
mod rows;
mod run;
mod slow_flush;
mod start;
mod statistics;
mod token_mix;
mod verify_http;

pub use bare_axum::bare_axum;
pub use generate::{PASSPHRASE, generate};
pub use run::{Options, run};

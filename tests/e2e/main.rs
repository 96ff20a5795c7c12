//! Journeys through the built console, driven as a person would: its real window on a virtual
//! display, a real keyring, a real clipboard, the real command line beside it.
//!
//! `cargo xtask test --only e2e` builds what they need and runs them; screenshots go to
//! `screenshots/e2e`, that of a failed journey as `failed-….png`.

#![cfg(target_os = "linux")]

mod axe;
mod clipboard;
mod command_line;
mod desk;
mod driver;
mod file_dialog;
mod hands;
mod input_method;
mod keyboard;
mod listener;
mod medium;
mod notifications;
mod page;
mod patience;
mod pictures;
mod processes;
mod traces;
mod visits;
mod window;
mod words;

mod journeys {
    mod audit;
    mod backup;
    mod bulk;
    mod clipboard;
    mod closing;
    mod composition;
    mod crash;
    mod draft;
    mod edit;
    mod enforcement;
    mod export;
    mod faults;
    mod follow;
    mod gateway_test;
    mod gateways;
    mod import;
    mod issue;
    mod keyboard_only;
    mod language;
    mod leaks;
    mod life;
    mod policy;
    mod posture;
    mod protection;
    mod quota;
    mod replacement;
    mod rotate;
    mod routes;
    mod scale;
    mod scopes;
    mod screens;
    mod simulator;
    mod start;
    mod tooltip;
    mod usage;
    mod vault;
    mod wayland;
    mod wrong_input;
}

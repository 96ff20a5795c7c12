//! The built `tokendesk` command, as people and scripts run it.
#![cfg(target_os = "linux")] // Elsewhere there is no way to keep it away from the user's own keyring.

mod admin_api;
mod arguments;
mod bad_input;
mod batch;
mod explain;
mod export;
mod faults;
mod gateway_config;
mod gateways;
mod import;
mod import_accidents;
mod import_keys;
mod json;
mod keyring;
mod kills;
mod life;
mod machine;
mod posture;
mod quota;
mod rotate;
mod rotate_kills;
mod routes;
mod serve;
mod serve_crowds;
mod serve_faults;
mod serve_http2;
mod service;
mod settings;
mod side_by_side;
mod spending;
mod spending_kills;
mod usage;
mod vault;
mod vault_kills;
mod vault_slots;

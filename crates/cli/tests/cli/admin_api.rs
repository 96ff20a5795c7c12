//! The interface for scripts, on the built program: our own face, and who may ask.

mod auth;
mod batch;
mod desk;
mod tokens;

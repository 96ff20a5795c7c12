//! The interface for scripts, on the built program: our own face, the manual's and new-api's, and who may ask.

mod audit;
mod auth;
mod batch;
mod batch_accidents;
mod conversation;
mod desk;
mod document;
mod manual;
mod newapi;
mod newapi_client;
mod quota;
mod tokens;

//! The rules of issuing and judging API tokens.
//!
//! Pure: no input or output, no database, no serialisation format, no clock and no random generator of its own.
//! `now`, the time zone and the generator are arguments. A value of a type in here is right: it was parsed.
//! Source of the rules: `docs/product.md` names them, and the manuals that they come from.

pub mod access;
pub mod address;
pub mod address_list;
pub mod admin_key;
pub mod amount;
pub mod audit;
pub mod audit_chain;
pub mod audit_query;
pub mod backup;
pub mod calendar;
pub mod catalogue;
pub mod change;
pub mod description;
pub mod edit;
pub mod enforcement;
pub mod existing_key;
pub mod expiry;
pub mod field_error;
pub mod finding;
pub mod form;
pub mod gateway_secret;
pub mod group;
pub mod issue;
pub mod key;
pub mod key_prefix;
pub mod life_change;
pub mod limit;
pub mod list_query;
pub mod list_row;
pub mod model;
pub mod name;
pub mod notice;
pub mod quota;
pub mod rate;
pub mod reason;
pub mod remedy;
pub mod request_path;
pub mod rotation;
pub mod route;
pub mod route_set;
pub mod scope;
pub mod settings;
pub mod starter_scopes;
pub mod status;
pub mod token;
pub mod token_filter;
pub mod undo;
pub mod usage;
pub mod usage_history;
pub mod warning;

mod number;
mod text;
mod time;

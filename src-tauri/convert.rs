//! Between the wire and the domain: field by field, both ways. No rule is in here.

mod draft;
mod fault;
mod list;
mod scope;
mod settings;
mod token;
mod vault;

pub(crate) use draft::draft_review;
pub(crate) use list::page;
pub(crate) use vault::{slot_id, vault_status};

//! Between the wire and the domain: field by field, both ways. No rule is in here.

mod admin_key;
mod audit;
mod backup;
mod bulk_edit;
mod document;
mod draft;
mod enforcement;
mod fault;
mod gateway;
mod gateway_test;
mod list;
mod posture;
mod rotation;
mod route;
mod scope;
mod settings;
mod simulation;
mod token;
mod token_import;
mod usage;
mod vault;

pub(crate) use admin_key::admin_key;
pub(crate) use backup::{backup_content, restore_plan};
pub(crate) use bulk_edit::bulk_edit_refused;
pub(crate) use document::ReadDocument;
pub(crate) use draft::draft_review;
pub(crate) use enforcement::enforcement;
pub(crate) use gateway::{GatewayFiles, gateway_review};
pub(crate) use gateway_test::{gateway_step, gateway_target};
pub(crate) use list::page;
pub(crate) use posture::finding_page;
pub(crate) use route::{invalid_route, trial};
pub(crate) use simulation::imagined_request;
pub(crate) use token_import::{import_preview, refused_rows};
pub(crate) use vault::{slot_id, vault_status};

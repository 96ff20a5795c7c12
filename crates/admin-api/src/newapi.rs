//! The face of new-api and one-api: `/api/token/…`, `/api/usage/token/`, billing; and the manual's `POST /v1/tokens`,
//! which speaks of the same objects. An existing client works by changing its base URL.
//!
//! Source: docs/guides/scripts.md, reference/seeds/002 and 004. Where their server does harm (an address that can't be
//! read is dropped, a field that is left out counts as zero), this one refuses or leaves the field as it is.

mod answer;
mod fields;
mod keys;
mod list;
mod token;
mod usage;
mod write;

use std::sync::Arc;

use axum::{
    Router,
    response::Response,
    routing::{get, post},
};

use crate::{AdminApi, refusal::Refusal};

/// What these clients put before a key by themselves.
const PREFIX: &str = "sk-";

/// The manual's only path.
const MANUAL: &str = "/v1/tokens";

/// All paths of this face, each with and without the slash at its end.
pub(crate) fn router() -> Router<Arc<AdminApi>> {
    let mut router = Router::new();
    for end in ["", "/"] {
        router = router
            .route(&format!("{MANUAL}{end}"), post(write::create_by_manual))
            .route(&format!("/api/token{end}"), get(list::list).post(write::create).put(write::edit))
            .route(&format!("/api/token/search{end}"), get(list::search))
            .route(&format!("/api/token/{{id}}{end}"), get(list::show).delete(write::delete))
            .route(&format!("/api/token/{{id}}/key{end}"), post(keys::key))
            .route(&format!("/api/token/batch{end}"), post(write::delete_many))
            .route(&format!("/api/token/batch/keys{end}"), post(keys::keys))
            .route(&format!("/api/usage/token{end}"), get(usage::usage));
    }
    for base in ["/v1/dashboard/billing", "/dashboard/billing"] {
        router = router
            .route(&format!("{base}/subscription"), get(usage::subscription))
            .route(&format!("{base}/usage"), get(usage::billed));
    }
    router
}

/// Whether a path looks like one of this face's.
pub(crate) fn is_its_path(path: &str) -> bool {
    path.starts_with("/api/") || path.contains("/dashboard/billing/") || path.trim_end_matches('/') == MANUAL
}

/// A refusal that belongs to no path of it.
pub(crate) fn refused(path: &str, refusal: &Refusal) -> Response {
    if path.contains("/dashboard/") { usage::refused(refusal) } else { answer::refused(refusal) }
}

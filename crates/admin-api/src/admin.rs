//! Our own face: `/v1/admin/…`, REST and JSON, described by the OpenAPI 3.1 document that it serves.

mod answer;
mod audit;
mod batch;
mod change;
mod create;
mod edit;
mod key;
mod list;
mod problem;
mod terms;
mod token;

use std::sync::{Arc, LazyLock};

use axum::{
    Router,
    response::{IntoResponse, Response},
    routing::get,
};
use http::header;
use utoipa::{
    OpenApi,
    openapi::security::{Http, HttpAuthScheme, SecurityScheme},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{AdminApi, refusal::Refusal};

/// The document's head.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Tokendesk administration",
        description = "Issue, list, edit and end API tokens. Every request shows an admin key with the scope that it \
                       needs; every change stands in the audit log with the key's name.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    security(("admin_key" = [])),
    modifiers(&AdminKeyScheme)
)]
struct Head;

struct AdminKeyScheme;

impl utoipa::Modify for AdminKeyScheme {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let mut scheme = Http::new(HttpAuthScheme::Bearer);
        scheme.description =
            Some("An admin key, from Settings → API access or `tokendesk admin-key issue`.".into());
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("admin_key", SecurityScheme::Http(scheme));
    }
}

fn documented() -> OpenApiRouter<Arc<AdminApi>> {
    OpenApiRouter::with_openapi(Head::openapi())
        .routes(routes!(list::list_tokens, create::create_token))
        .routes(routes!(batch::create_tokens))
        .routes(routes!(list::get_token, edit::edit_token, change::delete_token))
        .routes(routes!(list::get_history))
        .routes(routes!(key::get_key))
        .routes(routes!(change::disable_token))
        .routes(routes!(change::enable_token))
        .routes(routes!(change::revoke_token))
        .routes(routes!(change::restore_token))
        .routes(routes!(list::list_scopes))
        .routes(routes!(audit::list_audit))
}

/// The served document.
pub(crate) static DOCUMENT: LazyLock<String> = LazyLock::new(|| {
    let document = documented().into_openapi();
    document.to_pretty_json().expect("a document is JSON")
});

/// All paths of this face.
pub(crate) fn router() -> Router<Arc<AdminApi>> {
    let (router, _) = documented().split_for_parts();
    router.route("/v1/admin/openapi.json", get(document))
}

async fn document() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT.as_str()).into_response()
}

/// A refusal that belongs to no path of this face.
pub(crate) fn refused(refusal: &Refusal) -> Response {
    problem::of(refusal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_document_is_what_is_served() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");
        if std::env::var_os("UPDATE_OPENAPI").is_some() {
            std::fs::write(path, DOCUMENT.as_str()).unwrap();
        }
        let committed = std::fs::read_to_string(path).unwrap();
        assert_eq!(committed, *DOCUMENT, "run the tests with UPDATE_OPENAPI=1 and commit openapi.json");
    }
}

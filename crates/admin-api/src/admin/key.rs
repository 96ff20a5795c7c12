//! `POST /v1/admin/tokens/{id}/key`

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Path, State},
    response::Response,
};
use http::Request;
use serde::Serialize;
use tokendesk_domain::admin_key::AdminScope;
use tokendesk_issuer::KeyUse;
use utoipa::ToSchema;

use super::{
    answer::{answer, ok},
    list::token_id,
    problem::ProblemBody,
};
use crate::{AdminApi, api::Needs};

/// A token's secret key.
#[derive(Serialize, ToSchema)]
#[schema(as = TokenKey)]
pub(super) struct KeyBody<'k> {
    key: &'k str,
}

/// Get the key of a copyable token again
///
/// Written down in the audit log. Refused for `show_once` tokens, whose key is not kept, and while the vault is locked.
#[utoipa::path(
    post,
    path = "/v1/admin/tokens/{id}/key",
    tag = "tokens",
    operation_id = "getTokenKey",
    params(("id" = i64, Path, minimum = 1)),
    responses(
        (status = 200, description = "The key.", body = KeyBody),
        (status = "default", description = "Refused.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn get_key(
    State(api): State<Arc<AdminApi>>,
    Path(id): Path<String>,
    request: Request<Body>,
) -> Response {
    let found = api.at_desk(request, Needs::scope(AdminScope::KeysCopy), move |caller, _| {
        let key = caller.desk.kept_key(token_id(&id)?, KeyUse::Reveal)?;
        Ok(ok(&KeyBody { key: key.expose() }))
    });
    answer(found.await)
}
